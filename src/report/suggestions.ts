import { contains } from '../spec/address.ts';
import { type Cluster, identityPort, type Lab } from '../spec/lab.ts';

type Try = { readonly command: string; readonly shows: string };

/** Three commands worth a try in this very lab, each with what it shows. */
export const suggestions = (lab: Lab, program: string): readonly Try[] => {
  const traffic = [...hostnameTry(lab), ...proxyTry(lab), ...vipTry(lab), ...gatewayTry(lab), ...outboundTry(lab)];
  const check = { command: `check ${lab.name}`, shows: 'prove that every promise holds' };
  const three = [...traffic.slice(0, 1), ...lookInside(lab).slice(0, 1), check];
  return three.map(({ command, shows }) => ({ command: `${program} ${command}`, shows }));
};

/** A hostname is as good as an address, as `probe` knows who has it. */
const hostnameTry = ({ name, hosts, clusters }: Lab): Try[] =>
  clusters.flatMap(({ own, proxies, ingresses }) =>
    outsiders(own, hosts).flatMap((host) =>
      [
        ...proxies.flatMap((proxy) =>
          proxy.entrances.flatMap((one) =>
            one.layer === 7 ? one.hosts.map((route) => ({ ...route, by: proxy.name })) : [],
          ),
        ),
        ...ingresses.flatMap((ingress) => ingress.hosts.map((route) => ({ ...route, by: ingress.name }))),
      ].map(({ hostname, service, by }) => ({
        command: `probe ${name} ${host.name} ${hostname}`,
        shows: `${host.name} asks ${by} for ${service}, and what ${service} is told of it`,
      })),
    ),
  );

/** The proxies speak what curl speaks, and machines answer it with a sentence. */
const proxyTry = ({ name, hosts, clusters }: Lab): Try[] =>
  clusters.flatMap(({ nodes, egressProxies }) =>
    egressProxies.flatMap(({ machine, addresses, connect, socks5, allow }) => {
      const pod = nodes.flatMap(({ pods }) => pods).find((one) => one.name !== machine);
      const target = hosts
        .filter((host) => host.name !== machine)
        .flatMap((host) => host.addresses.map((address) => ({ host, address })))
        .find(({ address }) => !address.includes(':') && allow.some((cidr) => contains(cidr, address)));
      const at = addresses.find((address) => !address.includes(':'));
      if (pod === undefined || target === undefined || at === undefined) return [];
      const by = connect === null ? `-x socks5://${at}:${socks5}` : `-px ${at}:${connect}`;
      const command = `exec ${name} ${pod.name} -- curl -s ${by} ${target.address}:${identityPort}`;
      return [{ command, shows: `${pod.name} asks ${machine} to go on to ${target.host.name}, and who that one sees` }];
    }),
  );

const gatewayTry = ({ name, hosts, clusters }: Lab): Try[] =>
  clusters.flatMap(({ nodes, services, own }) =>
    services
      .filter(({ nodePort, endpoints }) => nodePort !== null && endpoints.length > 0)
      .flatMap(({ nodePort, name: service }) =>
        outsiders(own, hosts).flatMap((host) =>
          nodes.slice(0, 1).map((node) => ({
            command: `probe ${name} ${host.name} ${node.name}:${nodePort}`,
            shows: `${host.name} calls ${service} through a node, hop by hop`,
          })),
        ),
      ),
  );

const vipTry = ({ name, hosts, clusters }: Lab): Try[] =>
  clusters.flatMap(({ services, own }) =>
    services
      .filter(({ endpoints }) => endpoints.length > 0)
      .flatMap(({ name: service, port, vip }) =>
        outsiders(own, hosts).flatMap((host) =>
          (vip?.addresses ?? []).slice(0, 1).map((address) => ({
            command: `probe ${name} ${host.name} ${address.includes(':') ? `[${address}]` : address}:${port}`,
            shows: `${host.name} calls ${service} by its VIP, hop by hop`,
          })),
        ),
      ),
  );

const outboundTry = ({ name, hosts, clusters }: Lab): Try[] =>
  clusters.flatMap(({ nodes, own }) =>
    nodes
      .flatMap(({ pods: here }) => here)
      .flatMap((pod) =>
        outsiders(own, hosts).map((host) => ({
          command: `probe ${name} ${pod.name} ${host.name}`,
          shows: `whose address ${host.name} sees when ${pod.name} calls`,
        })),
      ),
  );

/** The first host that a cluster has to do with: nobody else's gets to an isolated one. */
const outsiders = (own: Cluster['own'], hosts: Lab['hosts']): Lab['hosts'] => (own?.hosts ?? hosts).slice(0, 1);

const lookInside = (lab: Lab): Try[] =>
  pods(lab).map((pod) => ({ command: `exec ${lab.name} ${pod} -- ip route`, shows: `run any command as ${pod}` }));

const pods = ({ clusters }: Lab): string[] =>
  clusters.flatMap(({ nodes }) => nodes.flatMap((node) => node.pods.map(({ name }) => name)));
