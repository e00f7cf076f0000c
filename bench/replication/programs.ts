import { spawnSync } from 'node:child_process';

/** Programs beside which we measure, by the environment variables that name those which are not on the path. */
const NAMES = {
  python: process.env.BENCH_PYTHON ?? 'python3',
  rclone: process.env.BENCH_RCLONE ?? 'rclone',
  awsCli: process.env.BENCH_AWS_CLI ?? 'aws',
  s5cmd: process.env.BENCH_S5CMD ?? 's5cmd',
};
const ASKED: Readonly<Record<keyof typeof NAMES, readonly string[]>> = {
  python: ['-c', 'import boto3'],
  rclone: ['version'],
  awsCli: ['--version'],
  s5cmd: ['version'],
};

/** The program's name. `undefined` where it is not here, which is said. */
export function program(name: keyof typeof NAMES): string | undefined {
  if (spawnSync(NAMES[name], ASKED[name]).status === 0) return NAMES[name];
  const variable = `BENCH_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  console.error(`${NAMES[name]} ${ASKED[name].join(' ')} fails: measured without it. ${variable} names another one.`);
  return undefined;
}

/** A remote of rclone at an endpoint. */
export const remote = (endpoint: string): string =>
  `:s3,provider=Other,access_key_id=a,secret_access_key=b,region=eu-west-1,force_path_style=true,endpoint='${endpoint}'`;

/** For a pipe of two programs, or one after the other. */
export const shell = (...commands: readonly string[]): string[] => [
  'bash',
  '-c',
  `set -eo pipefail; ${commands.join('; ')}`,
];
