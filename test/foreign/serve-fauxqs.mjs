// Serves fauxqs on loopback at a free port, and prints the address. Takes the path of its package, whose own command
// would serve every interface.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { buildApp } = await import(pathToFileURL(join(resolve(process.argv[2]), 'dist/app.js')).href);
const app = buildApp({ logger: false, host: '127.0.0.1' });
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
