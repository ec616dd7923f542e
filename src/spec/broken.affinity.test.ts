// Affinity that cannot be. Each says exactly what its reader is told.

import test from 'ava';
import { broken, refused } from './broken.ts';
import { parseLab } from './parse.ts';

const web = (words: string): string => broken({ 'nodePort: 30080': words });

test('a timeout without affinity', refused, web('affinityTimeoutSeconds: 60'), [
  '11:51: affinityTimeoutSeconds of service web has no effect without sessionAffinity: ClientIP | add sessionAffinity: ClientIP, or remove it',
]);
test('a timeout with affinity None', refused, web('sessionAffinity: None, affinityTimeoutSeconds: 60'), [
  '11:74: affinityTimeoutSeconds of service web has no effect without sessionAffinity: ClientIP | add sessionAffinity: ClientIP, or remove it',
]);
test('an affinity that Kubernetes does not have', refused, web('sessionAffinity: Cookie'), [
  '11:68: sessionAffinity must be None or ClientIP, not "Cookie" | ClientIP leads every connection of a client to the endpoint that its first one was led to; for example sessionAffinity: ClientIP',
]);
test('no time at all', refused, web('sessionAffinity: ClientIP, affinityTimeoutSeconds: 0'), [
  '11:102: affinityTimeoutSeconds must be at least 1, not 0 | Without a new connection for so long, a client is forgotten. Default: 10800; for example affinityTimeoutSeconds: 60',
]);

const secondsOf = (text: string) => parseLab(text, 'x.yaml').clusters[0]?.services[0]?.affinitySeconds;

test("without affinity there is no timeout, and with it Kubernetes' own unless the file says otherwise", (t) => {
  t.is(secondsOf(web('nodePort: 30080')), null);
  t.is(secondsOf(web('sessionAffinity: None')), null);
  t.is(secondsOf(web('sessionAffinity: ClientIP')), 10_800);
  t.is(secondsOf(web('sessionAffinity: ClientIP, affinityTimeoutSeconds: 5')), 5);
});
