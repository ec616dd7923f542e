// A claim's family is what stands before the dash of its id: `OUT-01` is of `OUT`.

const titles: Readonly<Record<string, string>> = {
  POD: 'inside one cluster: pods and their nodes',
  X: 'between clusters',
  SVC: 'Services inside their cluster',
  IN: 'from outside to inside',
  OUT: 'from inside to outside',
  PROTO: 'protocols',
  MTU: 'packet sizes',
  ICMP: 'ICMP errors',
  NAT: 'address translation',
  LEAK: 'what must not leak',
  FAIL: 'failures',
  CNI: 'the CNI specification',
};

const familyOf = (id: string): string => id.replace(/-.*$/, '');

export const familyTitle = (family: string): string => titles[family] ?? '';

/** Groups in the order in which each family is first seen. */
export const byFamily = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row[]> =>
  Map.groupBy(rows, ({ id }) => familyOf(id));
