// Where everything stands: the larger network on top, its router at the left with a line for every LAN, outsiders above
// the lines, clusters below. A cluster whose pods belong to the larger network stands inside it, any other one outside.

import { archipelagoBox, archipelagoMargin, drawArchipelago, sharedLineY } from './graph-archipelago.ts';
import { type ClusterPlan, drawCluster, planCluster } from './graph-cluster.ts';
import { figure, figureSize, type Size } from './graph-figure.ts';
import { proxyLegs } from './graph-proxy-legs.ts';
import type { Member, OwnNetwork, Scene } from './graph-scene.ts';
import { area, type Box, type Drawing, joint, line, type Point, type Shape, text, widthOf } from './graph-shape.ts';

const margin = 16;
const inset = 20;
const gap = 24;
const leastCoreWidth = 64;
const lanStep = 32;

/** The part of the larger network that is above all clusters. */
type Band = {
  readonly top: number;
  /** Of the outsiders. */
  readonly rowY: number;
  readonly lanY: (lan: string) => number;
  readonly core: Box;
  /** Right of it no LAN's label is in the way. */
  readonly clearX: number;
  readonly bottom: number;
};

export const layOut = (scene: Scene): Drawing => {
  const hosts = scene.hosts.map(figureSize);
  const band = bandOf(scene, Math.max(0, ...hosts.map(({ height }) => height)));
  const plans = planClusters(scene, band);
  const placed = place(plans, band);
  const isles = islesOf(placed);
  const hostsRight = band.clearX + hosts.reduce((sum, { width }) => sum + width + gap, 0) - gap;
  const titleRight = margin + inset + widthOf('heading', scene.network);
  const right =
    Math.max(
      hostsRight,
      titleRight,
      ...placed.map(({ at: [x], plan }) => x + plan.width),
      ...isles.map(({ members, network }) => rightEnd(archipelagoBox(members, network))),
    ) + inset;
  const bottom = Math.max(
    band.bottom,
    ...placed.map((one) => one.at[1] + one.plan.height + (one.plan.cluster.inside ? inset : 0)),
    ...isles.map(({ members, network }) => lowerEnd(archipelagoBox(members, network))),
  );
  return {
    width: right + margin,
    height: bottom + margin,
    shapes: [
      networkArea(placed, band, right),
      text('heading', [margin + inset, band.top + 24], scene.network),
      ...lanLines(scene, band, placed),
      ...figure('core', { name: scene.core, lines: ['router'] }, band.core),
      ...hostFigures(scene.hosts, hosts, band),
      ...isles.flatMap(({ members, network }) => drawArchipelago(members, network)),
      ...placed.flatMap(({ plan, at }) =>
        drawCluster(plan, { at, shore: band.bottom - 12, lanY: band.lanY, sharedY: sharedYOf(plan, isles) }),
      ),
      ...proxyLegs({ hosts: boxed(scene.hosts, hosts, band), clusters: placed }),
    ],
  };
};

const bandOf = ({ core: router, lans }: Scene, hostHeight: number): Band => {
  const top = margin;
  const rowY = top + 40;
  const first = rowY + hostHeight + lanStep;
  const height = Math.max(0, lans.length - 1) * lanStep;
  const core = {
    x: margin + inset,
    y: first - 22,
    width: Math.max(leastCoreWidth, figureSize({ name: router, lines: [] }).width),
    height: height + 46,
  };
  const clearX = core.x + core.width + 10 + Math.max(0, ...lans.map(({ label }) => widthOf('faint', label))) + 20;
  const at = new Map(lans.map(({ name }, index) => [name, first + index * lanStep]));
  return { top, rowY, core, clearX, lanY: (lan) => at.get(lan) ?? first, bottom: first + height + 50 };
};

/** Few nodes beside each other where many clusters are. */
const planClusters = ({ clusters }: Scene, { clearX }: Band): readonly ClusterPlan[] => {
  const most = clusters.length === 1 ? 5 : clusters.length === 2 ? 3 : 2;
  return clusters.map((cluster, index) =>
    planCluster(
      cluster,
      Math.max(most, Math.ceil(Math.sqrt(cluster.nodes.length))),
      index === 0 ? clearX - margin - inset : 0,
    ),
  );
};

type Standing = { readonly plan: ClusterPlan; readonly at: Point };

const place = (plans: readonly ClusterPlan[], { bottom }: Band): readonly Standing[] => {
  let x = margin + inset;
  return plans.map((plan, index) => {
    const [own, last, next] = [plan, plans[index - 1], plans[index + 1]].map(isleOf);
    const shore = own === null ? 0 : archipelagoMargin.top;
    if (own !== null && own !== last) x += archipelagoMargin.side;
    const at: Point = [x, bottom + (plan.cluster.inside ? 0 : gap + (shore ?? 0))];
    const leaves = plan.cluster.inside && plans[index + 1]?.cluster.inside === false;
    x += plan.width + gap + (leaves ? inset : 0) + (own !== null && own !== next ? archipelagoMargin.side : 0);
    return { plan, at };
  });
};

const isleOf = (plan: ClusterPlan | undefined): string | null => plan?.cluster.ownNetwork?.archipelago ?? null;

type Isle = { readonly name: string; readonly network: OwnNetwork; readonly members: readonly Box[] };

/** Archipelagos with the boxes of their clusters. */
const islesOf = (placed: readonly Standing[]): readonly Isle[] =>
  [...Map.groupBy(placed, ({ plan }) => isleOf(plan))].flatMap(([name, own]) => {
    const network = own[0]?.plan.cluster.ownNetwork ?? null;
    if (name === null || network === null) return [];
    return [
      { name, network, members: own.map(({ plan: { width, height }, at: [x, y] }) => ({ x, y, width, height })) },
    ];
  });

const sharedYOf = (plan: ClusterPlan, isles: readonly Isle[]): number | null => {
  const isle = isles.find(({ name }) => name === isleOf(plan));
  return isle === undefined ? null : sharedLineY(Math.max(...isle.members.map(lowerEnd)));
};

const lowerEnd = ({ y, height }: Box): number => y + height;

const rightEnd = ({ x, width }: Box): number => x + width;

/** One outline round the band and the clusters inside, which come first. */
const networkArea = (placed: readonly Standing[], { top, bottom }: Band, right: number): Shape => {
  const inside = placed.filter(({ plan }) => plan.cluster.inside);
  if (inside.length === 0) return area('network', { x: margin, y: top, width: right - margin, height: bottom - top });
  const deep = Math.max(...inside.map(({ plan, at: [, y] }) => y + plan.height)) + inset;
  const step = Math.max(...inside.map(({ plan, at: [x] }) => x + plan.width)) + inset;
  const shared: readonly Point[] = [
    [margin, top],
    [right, top],
  ];
  const lower: readonly Point[] = [[margin, deep]];
  if (inside.length === placed.length)
    return { kind: 'area', look: 'network', points: [...shared, [right, deep], ...lower] };
  return {
    kind: 'area',
    look: 'network',
    points: [...shared, [right, bottom], [step, bottom], [step, deep], ...lower],
  };
};

/** Each LAN from the core to the last of its members. */
const lanLines = ({ lans, hosts }: Scene, band: Band, placed: readonly Standing[]): readonly Shape[] =>
  lans.flatMap(({ name, label }) => {
    const y = band.lanY(name);
    const x = band.core.x + band.core.width;
    const reach = [
      ...hostBoxes(hosts, hosts.map(figureSize), band).flatMap((box, at) =>
        hosts[at]?.lans.includes(name) === true ? [box.x + box.width / 2 + 12] : [],
      ),
      ...placed.flatMap(({ plan, at }) => lastLeg(plan, at, name)),
    ];
    return [line('lan', [x, y], [Math.max(band.clearX - 10, ...reach), y]), text('faint', [x + 10, y - 7], label)];
  });

/** Where a cluster's rightmost leg on that LAN is: nowhere, or one in a list. */
const lastLeg = (plan: ClusterPlan, at: Point, lan: string): readonly number[] =>
  drawCluster(plan, { at, shore: 0, sharedY: null, lanY: (name) => (name === lan ? -1 : -2) }).flatMap((shape) =>
    shape.kind === 'joint' && shape.at[1] === -1 ? [shape.at[0] + 12] : [],
  );

const hostBoxes = (hosts: readonly Member[], sizes: readonly Size[], { clearX, rowY }: Band): readonly Box[] => {
  let x = clearX;
  const height = Math.max(0, ...sizes.map((size) => size.height));
  return hosts.map((_host, at) => {
    const width = sizes[at]?.width ?? 0;
    const box = { x, y: rowY, width, height };
    x += width + gap;
    return box;
  });
};

const boxed = (hosts: readonly Member[], sizes: readonly Size[], band: Band) =>
  hostBoxes(hosts, sizes, band).flatMap((box, at) => {
    const host = hosts[at];
    return host === undefined ? [] : [{ host, box }];
  });

const hostFigures = (hosts: readonly Member[], sizes: readonly Size[], band: Band): readonly Shape[] =>
  boxed(hosts, sizes, band).flatMap(({ host, box }) => {
    const legs = host.lans.flatMap((lan, index) => {
      const x = box.x + box.width / 2 + index * 12;
      return [line('leg', [x, box.y + box.height], [x, band.lanY(lan)]), joint('leg', [x, band.lanY(lan)])];
    });
    return [...legs, ...figure('host', host, box)];
  });
