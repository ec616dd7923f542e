// What a cluster may have besides masquerade for those who leave it; `lab.ts` has all the rest.

/** A range of the larger network to which nodes forward what their pods send as it is. */
export type MasqueradeException = {
  readonly cidr: string;
  /**
   * The larger network sends to the pods what is sent to them from there. Without that they are heard, and get no
   * answer. A flat network knows the way to pods from everywhere.
   */
  readonly routedBack: boolean;
};

/** What makes connections for the pods of a cluster, which tell it where to. */
export type EgressProxy = {
  /** A host of the network that the cluster stands on, a node or a pod of the cluster. */
  readonly machine: string;
  readonly is: 'host' | 'node' | 'pod';
  /** The machine's, on which it listens. */
  readonly addresses: readonly string[];
  /** Ports: of HTTP's CONNECT, and of SOCKS 5. */
  readonly connect: number | null;
  readonly socks5: number | null;
  /** Ranges that it goes on to, the cluster's own pods and Services left out. */
  readonly allow: readonly string[];
};
