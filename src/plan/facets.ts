// A cluster that is one thing in IPv4 and another in IPv6 has two wirings, on the same machines and cables: that of each
// model, for the pods' addresses of one family.

import type { Cluster, Family, Host, Lab } from '../spec/lab.ts';
import { modelsOf } from '../spec/manner.ts';
import { inOneFamily, isMixed } from '../spec/projection.ts';

/**
 * The lab with such clusters twice, as what they are in IPv4 and as what they are in IPv6. Nodes and proxies keep the
 * addresses of both families, since either can carry an overlay. Every other lab as it is.
 */
export const facetsOf = (lab: Lab): Lab => {
  if (!isMixed(lab)) return lab;
  const views = families.map((family) => inOneFamily(lab, family));
  return {
    ...lab,
    clusters: lab.clusters.flatMap((cluster) =>
      modelsOf(cluster).length === 1
        ? [cluster]
        : views.flatMap(({ clusters }) => clusters.filter(isSame(cluster)).map((view) => onMachinesOf(cluster, view))),
    ),
  };
};

const families: readonly Family[] = [4, 6];

/** What the cluster's wiring is made from: itself, or its two halves. */
export const facetsIn = (facets: Lab, cluster: Cluster): readonly Cluster[] => facets.clusters.filter(isSame(cluster));

/** The lab in that family alone where that makes a difference; rules are of one family anyway. */
export const viewIn = (lab: Lab, family: Family): Lab => (isMixed(lab) ? inOneFamily(lab, family) : lab);

const isSame =
  ({ name }: Cluster) =>
  (other: Cluster): boolean =>
    other.name === name;

const onMachinesOf = ({ nodes, proxies, insiders }: Cluster, view: Cluster): Cluster => ({
  ...view,
  nodes: view.nodes.map((node) => withAddresses(nodes, node)),
  proxies: view.proxies.map((proxy) => withAddresses(proxies, proxy)),
  insiders: view.insiders.map((one) => ({
    ...one,
    underlay: insiders.find(({ name }) => name === one.name)?.underlay ?? one.underlay,
  })),
});

const withAddresses = <Machine extends Host>(all: readonly Machine[], machine: Machine): Machine => ({
  ...machine,
  addresses: all.find(({ name }) => name === machine.name)?.addresses ?? machine.addresses,
});
