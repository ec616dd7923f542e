/** More ports on which hosts and routers answer. Claims about translation use them, and nobody else does. */
export const mappingPorts = [9001, 9002, 9003, 9004, 9005] as const;
