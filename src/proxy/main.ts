// The proxies of one machine as a program of their own, for whoever builds a lab by hand:
//
//   ip netns exec proxy node src/proxy/main.ts CONFIG
//
// CONFIG is a file of JSON, or `-` for what comes by stdin: a list of proxies as proxy.ts has them. Runs until it is
// ended, in the network namespace that it was started in.

import { openSync, readFileSync } from 'node:fs';
import { openProxies } from './open.ts';
import type { Proxy } from './proxy.ts';

const stdin = 0;

const [, , config = '-'] = process.argv;
const proxies: readonly Proxy[] = JSON.parse(readFileSync(config === '-' ? stdin : config, 'utf8'));
const here = openSync('/proc/self/ns/net', 'r');
await openProxies(new Map(proxies.map(({ machine }) => [machine, { name: machine, fd: here }])), proxies);
