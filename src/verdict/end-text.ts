/** `10.0.1.1:40000`, `[fd00::1]:40000`. */
export const endText = (address: string, port: number | null): string =>
  port === null ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`;
