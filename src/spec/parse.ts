// Lab file → Lab. The only way to get one.

import { SpecError, type SpecProblem } from '../errors.ts';
import { lastUsable } from './address.ts';
import { allocate } from './allocate.ts';
import { checkArchipelagos } from './archipelago.ts';
import { checkCustom, checkDeclared, customOf } from './custom.ts';
import { readDocument } from './document.ts';
import type { Draft, DraftCluster, DraftService, Placed } from './draft.ts';
import { checkDuplicates } from './duplicates.ts';
import { checkEgressGateways, exitAddresses } from './egress-gateways.ts';
import { checkEgressProxies, egressProxyOf } from './egress-proxies.ts';
import { checkEgress } from './egress.ts';
import { expand } from './expand.ts';
import { checkFamilies } from './families.ts';
import { leadsTo, type Finding, type Missing, type Path, type Report } from './finding.ts';
import { asTyped } from './repair.ts';
import type { LabFile } from './schema.ts';
import type { Cluster, EgressGateway, Ingress, Lab, Service } from './lab.ts';
import { lansOf } from './lans.ts';
import { hostRoutes } from './hostnames.ts';
import { checkIngresses } from './ingresses.ts';
import { checkInsiders, insiderIn } from './insiders.ts';
import { checkIsolated, draftsOf, mainDraft, ownDraft } from './isolated.ts';
import { checkLimits, checkPopulation } from './limits.ts';
import { checkMasqueradeExceptions } from './masquerade-exceptions.ts';
import { checkMasqueradePorts, parsePorts } from './masquerade-ports.ts';
import { checkNames } from './names.ts';
import { checkManners, modelIn } from './manner.ts';
import { checkOverlay, underlayOf } from './overlay.ts';
import { checkOverlaps } from './overlaps.ts';
import { checkPool } from './pool.ts';
import { lineAndColumn, spotOf } from './position.ts';
import { checkProxies, proxyOf } from './proxies.ts';
import { checkRanges, checkSize } from './ranges.ts';
import { checkRouting } from './routing.ts';
import { checkEndpoints, checkServices } from './services.ts';
import { shapeLab } from './shape.ts';
import { checkVips } from './vips.ts';
import { checkWidths } from './widths.ts';

/**
 * `text` is the content of the lab file, `file` its name in error messages.
 * Throws a `SpecError` with every problem of the file, in file order.
 */
export const parseLab = (text: string, file: string): Lab => {
  const { lines, spots, root, partial } = readDocument(text);
  const found = root === null ? { draft: null, findings: [] } : look({ value: root.value, partial });
  const all = [...spots, ...(root === null ? [] : found.findings.map((finding) => spotOf(root.place, finding)))];
  if (all.length === 0 && found.draft !== null) return labOf(found.draft);
  throw new SpecError(
    all
      .toSorted((a, b) => a.offset - b.offset)
      .map(({ offset, message, hint }): SpecProblem => ({ file, ...lineAndColumn(lines, offset), message, hint })),
    { text, whole: found.draft !== null && !partial },
  );
};

type Looked = { readonly draft: Draft | null; readonly findings: readonly Finding[] };

/** `partial`: part of the file could not be read, and nobody knows which. The draft is null if too little is left. */
const look = ({ value, partial }: { readonly value: unknown; readonly partial: boolean }): Looked => {
  const findings: Finding[] = [];
  const { file, lost, typed } = shapeLab(value, (finding) => findings.push(finding));
  const report: Report = (finding) => {
    if (lost.some((at) => leadsTo(at, finding.path))) return;
    findings.push({ ...finding, path: asTyped(finding.path, typed) });
  };
  return { draft: file === null ? null : draftOf(file, partial ? [[]] : lost, report), findings };
};

const checksOfAll = [
  ...[checkNames, checkManners, checkCustom, checkArchipelagos, checkEgress, checkMasqueradePorts],
  ...[checkOverlay, checkRouting, checkPool],
  ...[checkIsolated, checkSize, checkServices, checkIngresses, checkProxies, checkInsiders],
];
/** Of one larger network at a time. */
const checksOfNetworks = [
  ...[checkRanges, checkDuplicates, checkOverlaps, checkWidths, checkVips],
  ...[checkMasqueradeExceptions, checkEgressProxies, checkEgressGateways],
];

/** The checked draft, or null if too little of the lab is left to make one. `lost`: what of it is not there. */
const draftOf = (file: LabFile, lost: readonly Path[], tell: Report): Draft | null => {
  if (!checkLimits(file, tell)) return null;
  const unread = [...lost];
  const typed = expand(file, (finding) => {
    unread.push(finding.path);
    tell(finding);
  });
  // What seems missing may only be misspelt, and that has been said.
  const whole = (path: Path): boolean => !unread.some((at) => leadsTo(at, path) || leadsTo(path, at));
  const report: Report = (finding) => ((finding.follows ?? []).every(whole) ? tell(finding) : undefined);
  const missing: Missing = { whole, report: (finding) => (whole(finding.path) ? report(finding) : undefined) };
  for (const network of draftsOf(typed)) checkFamilies(network, missing);
  const draft = allocate(typed, report);
  for (const check of [checkPopulation, checkEndpoints, checkDeclared]) check(draft, missing);
  for (const check of checksOfAll) check(draft, report);
  for (const network of draftsOf(draft)) for (const check of checksOfNetworks) check(network, report);
  return draft;
};

const labOf = (draft: Draft): Lab => ({
  name: draft.name,
  profile: draft.profile,
  ...surroundingsOf(mainDraft(draft), 'core'),
  clusters: draft.clusters.map((cluster) => clusterOf(draft, cluster)),
});

const surroundingsOf = (draft: Draft, router: string): Pick<Lab, 'network' | 'hosts'> => ({
  network: {
    router,
    cidrs: texts(draft.cidrs),
    lans: lansOf(draft).map(({ name, family, cidr, gateway, mtu }) => ({ name, family, cidr, gateway, mtu })),
  },
  hosts: draft.hosts.map(({ name, addresses }) => ({ name, addresses: texts(addresses) })),
});

const clusterOf = (lab: Draft, draft: DraftCluster): Cluster => ({
  name: draft.name,
  ...{ model: draft.model, egress: draft.egress, ipv6: draft.ipv6, custom: customOf(lab, draft) },
  archipelago: draft.archipelago,
  own: draft.model === 'isolated' ? surroundingsOf(ownDraft(lab, draft), `core-${draft.name}`) : null,
  dataplane: draft.dataplane,
  underlay: underlayOf(draft, lab.clusters),
  routing: draft.routing ?? 'static',
  bgpDaemon: draft.bgpDaemon ?? 'bird',
  ...{ ipam: draft.ipam, podCidrs: texts(draft.podCidrs) },
  serviceCidrs: texts(draft.serviceCidrs),
  masqueradeExceptions: draft.masqueradeExceptions.map(({ cidr, routedBack }) => ({
    cidr: cidr.text,
    routedBack: routedBack ?? modelIn(draft, cidr.range.family) === 'flat',
  })),
  egressProxies: draft.egressProxies.map((proxy) => egressProxyOf(lab, draft, proxy)),
  masqueradePorts: draft.masqueradePorts === null ? null : parsePorts(draft.masqueradePorts),
  egressGateway: egressGatewayOf(draft),
  nodes: draft.nodes.map(({ name, addresses, podCidrs, podGateways, pods }) => ({
    name,
    cluster: draft.name,
    addresses: texts(addresses),
    podCidrs: texts(podCidrs),
    podGateways: draft.ipam === 'pool' ? texts(podGateways) : podCidrs.map(({ text }) => lastUsable(text)),
    pods: pods.map((pod) => ({ name: pod.name, cluster: draft.name, node: name, addresses: texts(pod.addresses) })),
  })),
  services: draft.services.filter(({ file }) => file.ingress === undefined).map((one) => serviceOf(draft, one)),
  ingresses: ingressesOf(draft),
  proxies: draft.proxies.map((proxy) => proxyOf(draft, proxy)),
  insiders: draft.insiders.map((insider) => insiderIn(draft, insider)),
});

const ingressesOf = (draft: DraftCluster): readonly Ingress[] =>
  draft.services.flatMap((service) => {
    const { ingress } = service.file;
    return ingress === undefined ? [] : [{ ...serviceOf(draft, service), hosts: hostRoutes(ingress) }];
  });

/** Kubernetes' default timeoutSeconds, three hours. */
const defaultAffinity = 10_800;

const serviceOf = ({ name: cluster }: DraftCluster, service: DraftService): Service => {
  const { name, file, clusterAddresses, vips, vipMode } = service;
  return {
    ...{ name, cluster, port: file.port, targetPort: file.targetPort ?? file.port },
    ...{ transports: file.transports, endpoints: file.endpoints, nodePort: file.nodePort ?? null },
    clusterAddresses: texts(clusterAddresses),
    vip: vips.length === 0 ? null : { addresses: texts(vips), mode: vipMode },
    externalTrafficPolicy: file.externalTrafficPolicy ?? 'Cluster',
    affinitySeconds: file.sessionAffinity === 'ClientIP' ? (file.affinityTimeoutSeconds ?? defaultAffinity) : null,
  };
};

const egressGatewayOf = (draft: DraftCluster): EgressGateway | null => {
  if (draft.egressGateway === null) return null;
  const { node, pods } = draft.egressGateway.file;
  return { node, addresses: texts(exitAddresses(draft, draft.egressGateway)), pods };
};

const texts = (placed: readonly Placed[]): readonly string[] => placed.map(({ text }) => text);
