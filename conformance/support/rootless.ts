/** An ordinary user can only build in a user namespace; root may choose to, with CAUSEWAY_ROOTLESS=1. */
export const rootless = process.getuid?.() !== 0 || process.env['CAUSEWAY_ROOTLESS'] === '1';
