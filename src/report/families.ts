// A claim's family is what stands before the dash of its id: `OUT-01` is of `OUT`.

/** In the order of the catalogue: what Kubernetes demands first, what happens when something breaks last. */
const titles: Readonly<Record<string, string>> = {
  POD: 'inside one cluster: pods and their nodes',
  X: 'between clusters',
  IN: 'from outside to inside',
  OUT: 'from inside to outside',
  PROTO: 'protocols',
  MTU: 'packet sizes',
  ICMP: 'ICMP errors',
  SVC: 'Services inside their cluster',
  NAT: 'address translation',
  LEAK: 'what must not leak',
  FAIL: 'failures',
  CNI: 'the CNI specification',
};

const order: readonly string[] = Object.keys(titles);

/** Of a family that nobody has heard of the last one. */
const placeOf = (family: string): number => (order.includes(family) ? order.indexOf(family) : order.length);

const familyOf = (id: string): string => id.replace(/-.*$/, '');

export const familyTitle = (family: string): string => titles[family] ?? '';

/** Groups in the catalogue's order, which is the same for every lab. */
export const byFamily = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row[]> =>
  new Map([...Map.groupBy(rows, ({ id }) => familyOf(id))].toSorted(([one], [other]) => placeOf(one) - placeOf(other)));
