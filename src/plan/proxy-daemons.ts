// Gateway: proxy, as somebody else's program. What it is told is what an embedded one is told, in its own words.

import type { Lab } from '../spec/lab.ts';
import type { ProxyGateway } from '../spec/proxy-gateway.ts';
import { folderOf, patience } from './daemon.ts';
import { haproxyConfig } from './haproxy.ts';
import { nginxConfig } from './nginx.ts';
import { doingsOf, type Leading } from './proxies.ts';
import type { Step } from './step.ts';

/** All are started before the first is waited for. `lab` has its ingresses among its Services. */
export const proxyDaemonSteps = ({ clusters }: Lab): readonly Step[] => {
  const all = clusters.flatMap((cluster) =>
    cluster.proxies.flatMap((gateway) => {
      const { program } = gateway;
      return program === 'embedded' ? [] : [{ gateway, program, doings: doingsOf(cluster, gateway) }];
    }),
  );
  return [...all.map(daemonStep), ...all.flatMap(({ doings }) => doings.map(listenStep))];
};

type Running = {
  readonly gateway: ProxyGateway;
  readonly program: 'haproxy' | 'nginx';
  readonly doings: readonly Leading[];
};

const daemonStep = ({ gateway: { name, to }, program, doings }: Running): Step => {
  const config = `${folderOf(name)}/${program}.conf`;
  const text = { haproxy: haproxyConfig, nginx: nginxConfig }[program](doings, folderOf(name));
  const foreground = { haproxy: ['-db', '-f', config], nginx: ['-c', config, '-e', 'stderr'] }[program];
  const where = to === 'pods' ? 'to the pods themselves' : 'to the nodes, which take in for the pods';
  return {
    ...{ do: 'daemon.start', netns: name, program, arguments: foreground, files: [{ name: config, text }] },
    why: `${name} takes connections and makes others, ${where}`,
  };
};

const listenStep = ({ machine, listen }: Leading): Step => ({
  ...{ do: 'listen.await', netns: machine, ...listen, seconds: patience },
  why: `${machine} is there for others only when it listens`,
});
