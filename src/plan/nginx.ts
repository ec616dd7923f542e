// A proxy in the words of nginx (nginx.org/en/docs): its `http` part is L7, its `stream` part L4. One try a request: a
// second one would hide what is broken behind it.

import type { Endpoint, HttpProxy, TcpProxy } from '../proxy/proxy.ts';
import type { Leading } from './proxies.ts';

/** `folder` is where it may write. */
export const nginxConfig = (doings: readonly Leading[], folder: string): string => {
  const l7 = doings.flatMap((doing, at) => (doing.kind === 'http' ? http(doing, at) : []));
  const l4 = doings.flatMap((doing, at) => (doing.kind === 'tcp' ? tcp(doing, at) : []));
  return [
    ...(l4.length === 0 ? [] : ['load_module /usr/lib/nginx/modules/ngx_stream_module.so;']),
    'daemon off;',
    // One process, as one user: a user namespace has no other to hand the work to, or its folders.
    'master_process off;',
    'user root root;',
    `pid ${folder}/nginx.pid;`,
    'error_log stderr;',
    'events { worker_connections 1000; }',
    ...(l7.length === 0 ? [] : ['http {', ...common(folder), ...l7, '}']),
    ...(l4.length === 0 ? [] : ['stream {', ...l4, '}']),
    '',
  ].join('\n');
};

const common = (folder: string): readonly string[] => [
  '  access_log off;',
  ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `  ${what}_temp_path ${folder}/${what};`),
];

const at = ({ address, port }: Endpoint): string => `${address.includes(':') ? `[${address}]` : address}:${port}`;

const listen = ({ listen: end }: Leading, more = ''): string => `listen ${at(end)}${more};`;

/** `max_fails`: who failed once is asked again, as what is broken should be seen. */
const upstream = (name: string, to: readonly Endpoint[]): readonly string[] =>
  to.length === 0 ? [] : [`  upstream ${name} {`, ...to.map((end) => `    server ${at(end)} max_fails=0;`), '  }'];

const http = (doing: Leading & HttpProxy, number: number): readonly string[] => [
  `  server { ${listen(doing, ' default_server')} return 404; }`,
  ...doing.routes.flatMap(({ hostname, to }, route) => {
    const name = `port-${number}-${route}`;
    return [
      ...upstream(name, to),
      '  server {',
      `    ${listen(doing)}`,
      `    server_name ${hostname};`,
      ...location(name, to),
      '  }',
    ];
  }),
];

const location = (name: string, to: readonly Endpoint[]): readonly string[] =>
  to.length === 0
    ? ['    return 503;']
    : [
        '    location / {',
        `      proxy_pass http://${name};`,
        '      proxy_next_upstream off;',
        '      proxy_set_header Host $http_host;',
        '      proxy_set_header X-Forwarded-For $remote_addr;',
        '    }',
      ];

const tcp = (doing: Leading & TcpProxy, number: number): readonly string[] => {
  const name = `port-${number}`;
  const pass =
    doing.to.length === 0
      ? ['    return "";']
      : [
          `    proxy_pass ${name};`,
          '    proxy_next_upstream off;',
          ...(doing.proxyProtocol === null ? [] : ['    proxy_protocol on;']),
        ];
  return [...upstream(name, doing.to), '  server {', `    ${listen(doing)}`, ...pass, '  }'];
};
