// Proxy gateways as the rest of the program sees them; `lab.ts` has all the rest.

/** A machine on the larger network that takes connections for the cluster's Services and makes others of its own. */
export type ProxyGateway = {
  readonly name: string;
  readonly cluster: string;
  readonly addresses: readonly string[];
  /** `nodePort`: enters by the nodes, as any client could; `pods`: goes to the endpoints themselves. */
  readonly to: 'nodePort' | 'pods';
  readonly program: ProxyProgram;
  /** Its addresses in the cluster's own network, one a family; empty where it needs none to get to the pods. */
  readonly legs: readonly string[];
  readonly entrances: readonly Entrance[];
};

/** What runs on it: `embedded` is this program's own, which needs nothing installed. */
export type ProxyProgram = 'embedded' | 'haproxy' | 'nginx';

/** What a port of a proxy leads to. Names are those of Services of its cluster. */
export type Entrance = { readonly port: number } & (
  | {
      readonly layer: 4;
      readonly service: string;
      /** Version of the PROXY protocol in which the endpoint is told who the client is. */
      readonly proxyProtocol: 'v1' | 'v2' | null;
    }
  | { readonly layer: 7; readonly hosts: readonly HostRoute[] }
);

/** A hostname of HTTP, in lower case, and the Service that it stands for. */
export type HostRoute = { readonly hostname: string; readonly service: string };
