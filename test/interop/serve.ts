import { startAws } from '../../packages/local-aws/start-aws';

/** The services that other clients are tried against, until the process is ended. Prints its address. */
async function main([directory]: readonly string[]): Promise<void> {
  const { url } = await startAws({ services: ['s3', 'kms', 'ssm', 'sts'], directory, region: 'eu-west-1' });
  process.stdout.write(`${url}\n`);
}

void main(process.argv.slice(2));
