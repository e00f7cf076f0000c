import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MACHINES } from '../../../core/machines';
import { machineFile, readMachine, refusedMachine } from '../../../local/deploy/machine-file';
import { assertValid } from '../../../packages/local-aws/engine/validation/validate';

const directory = mkdtempSync(join(tmpdir(), 'lakeferry-machine-'));
const write = (text: string): string => {
  const file = join(directory, 'broken.asl.json');
  writeFileSync(file, text);
  return file;
};

it.each(MACHINES)('%s is read', (name) => expect(JSON.parse(readMachine(machineFile(name)))).toHaveProperty('States'));

it.each([
  ['a comma is missing', '{\n  "StartAt": "A"\n  "States": {}\n}', 3],
  ['it ends too early', '{\n  "StartAt": "A",\n  "States": {', 3],
])('where %s, the line is named', (_what, text, line) => {
  const file = write(text);
  expect(() => readMachine(file)).toThrow(
    expect.objectContaining({
      name: 'MachineFileError',
      message: expect.stringMatching(new RegExp(`broken\\.asl\\.json:${line}: .*JSON`)),
    }),
  );
});

it('what Step Functions refuses is named with the line of its state', () => {
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: -1, End: true } },
  };
  const text = JSON.stringify(machine, null, 2);
  const file = write(text);
  const line = text.split('\n').findIndex((each) => each.includes('"Seconds"')) + 1;
  let refusal = new Error('not refused');
  try {
    assertValid(text, 'STANDARD');
  } catch (error) {
    refusal = error as Error;
  }
  expect(refusedMachine(file, refusal).message).toMatch(
    new RegExp(`broken\\.asl\\.json:${line}: Invalid State Machine`),
  );
});
