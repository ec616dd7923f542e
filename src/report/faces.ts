// A cluster that is one thing in IPv4 and another in IPv6 has two faces, and both are told of.

import type { Cluster, Lab } from '../spec/lab.ts';
import { inOneFamily } from '../spec/projection.ts';

/** `name` is null where there is only one. */
export type Face = { readonly name: 'IPv4' | 'IPv6' | null; readonly lab: Lab; readonly cluster: Cluster };

export const facesOf = (lab: Lab, cluster: Cluster): readonly Face[] =>
  cluster.ipv6 === null
    ? [{ name: null, lab, cluster }]
    : ([4, 6] as const).map((family) => {
        const view = inOneFamily(lab, family);
        const own = view.clusters.find(({ name }) => name === cluster.name) ?? cluster;
        return { name: `IPv${family}`, lab: view, cluster: own } as const;
      });

/** What is said of each face, with the family's name where there are two; what is said of both is said once. */
export const ofEachFace = (
  faces: readonly Face[],
  say: (face: Face) => readonly string[],
  named: (text: string, family: string) => string,
): readonly string[] => {
  const said = faces.map((face) => ({ face, texts: say(face) }));
  const common = (text: string): boolean => said.every(({ texts }) => texts.includes(text));
  return said.flatMap(({ face: { name }, texts }, at) =>
    texts
      .filter((text) => at === 0 || !common(text))
      .map((text) => (name === null || common(text) ? text : named(text, name))),
  );
};
