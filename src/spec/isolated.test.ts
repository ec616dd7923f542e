import test from 'ava';
import { SpecError } from '../errors.ts';
import { parseLab } from './parse.ts';

const lab = (east: string, more = ''): string => `name: apart
network: { cidr: 10.0.0.0/8, hosts: { other: 10.128.1.1 } }
clusters:
  east: { ${east} }
  west: { model: isolated, hosts: { inner: 10.128.1.1 }, podCidr: 10.0.0.0/16, nodes: 2 }
  ${more}
`;

const island = 'model: island, podCidr: 10.0.0.0/16';

test('an isolated cluster may have the addresses of all others, and has a router of its own', (t) => {
  const { network, hosts, clusters } = parseLab(lab('model: isolated, podCidr: 10.0.0.0/16, nodes: 2'), 'lab.yaml');
  const [east, west] = clusters;
  t.deepEqual(
    east?.nodes.map(({ addresses, podCidrs }) => [addresses, podCidrs]),
    west?.nodes.map(({ addresses, podCidrs }) => [addresses, podCidrs]),
  );
  t.deepEqual(west?.own?.hosts, [{ name: 'inner', addresses: ['10.128.1.1'] }]);
  t.is(west?.own?.network.router, 'core-west');
  t.deepEqual(
    west?.own?.network.lans.map(({ cidr }) => cidr),
    ['10.128.1.0/24', '10.240.0.0/24'],
  );
  t.is(network.router, 'core');
  t.deepEqual(
    network.lans.map(({ cidr }) => cidr),
    ['10.128.1.0/24'],
  );
  t.deepEqual(hosts, [{ name: 'other', addresses: ['10.128.1.1'] }]);
});

test('it may lie over a LAN or a flat cluster of the other network', (t) => {
  const flat = 'south: { model: flat, podCidr: 10.0.0.0/16, nodes: 1 }';
  t.notThrows(() => parseLab(lab('model: isolated, podCidr: 10.128.0.0/16, nodes: 1', flat), 'lab.yaml'));
});

const problems = test.macro((t, text: string, expected: readonly string[]) => {
  const error = t.throws(() => parseLab(text, 'lab.yaml'), { instanceOf: SpecError });
  t.deepEqual(
    error?.problems.map(({ message }) => message),
    [...expected],
  );
});

test(
  'inside itself the ordinary rules hold',
  problems,
  lab('model: isolated, podCidr: 10.0.0.0/16, hosts: { a: 10.128.1.1, b: 10.128.1.1, c: 11.0.0.1 }, nodes: 1'),
  ['address 10.128.1.1 of b is already the address of a', 'address 11.0.0.1 of c is outside 10.0.0.0/8 of the network'],
);

test(
  'names are shared by the whole lab',
  problems,
  lab('model: isolated, podCidr: 10.0.0.0/16, hosts: { other: 10.128.1.1, core-x: 10.128.1.2 }, nodes: 1'),
  ['name "other" is used twice: it is already a host', 'name "core-x" is reserved'],
);

test('hosts of a cluster that is not isolated', problems, lab(`${island}, hosts: { a: 10.128.1.2 }, nodes: 1`), [
  'hosts of cluster east of model island: it stands on the larger network, and so do they',
]);

test('its gateways lead to whoever else is on its own network', (t) => {
  const own =
    'model: isolated, hosts: { near: 10.128.1.1 }, podCidr: 10.0.0.0/16, nodes: 1, egressGateway: { node: east-node1, pods: [east-pod-1-1] }, services: { web: { port: 80, endpoints: [], vip: 10.200.0.1 } }';
  const [cluster] = parseLab(lab(own), 'labs/x.yaml').clusters;
  t.deepEqual(cluster?.own?.hosts, [{ name: 'near', addresses: ['10.128.1.1'] }]);
  t.deepEqual(cluster?.services[0]?.vip?.addresses, ['10.200.0.1']);
  t.deepEqual(cluster?.egressGateway?.addresses, ['10.240.0.1']);
});
