// How far an address or a route is valid (rt_scope_t, linux/rtnetlink.h), by the names that `ip` prints.

export const RT_SCOPE_UNIVERSE = 0;
export const RT_SCOPE_LINK = 253;
export const RT_SCOPE_HOST = 254;

const names: Readonly<Record<number, string>> = {
  [RT_SCOPE_UNIVERSE]: 'global',
  200: 'site',
  [RT_SCOPE_LINK]: 'link',
  [RT_SCOPE_HOST]: 'host',
  255: 'nowhere',
};

export const scopeName = (scope: number): string => names[scope] ?? String(scope);
