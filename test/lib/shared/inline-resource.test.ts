import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const LIB = resolve(__dirname, '../../../lib');
const answering = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.js') && readFileSync(join(LIB, file), 'utf8').includes('ResponseURL'))
  .sort();

// Lambda has all of the SDK, and nothing else here needs these two
jest.mock('@aws-sdk/client-ram', () => ({ RAM: class {} }), { virtual: true });
jest.mock('@aws-sdk/client-cloudformation', () => ({ CloudFormation: class {} }), { virtual: true });

interface Code {
  handler(event: object, context: object): Promise<void>;
}

const EVENT = {
  RequestType: 'Create',
  ...{ StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: 'https://example.org/signed' },
  // nothing that it could ask AWS for: every work fails before it asks
  ResourceProperties: null,
};

it('finds the code of custom resources', () =>
  expect(answering).toContain('dynamodb/producer/streaming-tables/index.js'));

it.each(answering)(
  '%s answers with an empty content type: S3 refuses any that the address was not signed for',
  async (file) => {
    const answers: Request[] = [];
    const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
      answers.push(new Request(url, init));
      return new Response();
    });
    const { handler } = require(join(LIB, file)) as Code;
    await handler(EVENT, {});
    fetched.mockRestore();
    expect(answers).toHaveLength(1);
    expect(answers[0]!.headers.get('content-type')).toBe('');
    expect(await answers[0]!.json()).toMatchObject({ RequestId: 'r', Status: 'FAILED' });
  },
);
