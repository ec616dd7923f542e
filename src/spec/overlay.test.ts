import test from 'ava';
import { broken, refused, sound } from './broken.ts';
import { parseLab } from './parse.ts';

const overlay = { 'model: island': 'model: island\n    dataplane: vxlan' };

test('an island may be an overlay', (t) => {
  t.is(parseLab(broken(overlay), 'x.yaml').clusters[0]?.dataplane, 'vxlan');
  t.is(parseLab(sound, 'x.yaml').clusters[0]?.dataplane, 'routed');
});
test('a flat cluster as an overlay', refused, broken({ 'model: island': 'model: flat\n    dataplane: vxlan' }), [
  '6:16: cluster east is flat, and an overlay would hide its pods from the larger network | write dataplane: routed, or make the cluster an island',
]);
test(
  'a node whose pod range has no address for the overlay',
  refused,
  broken({
    ...overlay,
    'podCidr: 10.0.1.0/24, pods: [pod-a, pod-b]': 'podCidr: 10.0.1.0/31, pods: { pod-a: 10.0.1.0 }',
    '[pod-a, pod-c]': '[pod-c]',
  }),
  [
    "9:46: podCidr 10.0.1.0/31 of node1 has no address left for the node's end of the overlay | with dataplane: vxlan the first address of the range is the node's: widen it",
  ],
);
