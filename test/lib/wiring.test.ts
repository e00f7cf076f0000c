import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENV } from '../../functions/shared/env';
import { folderOf, functionFolders } from '../../lib/shared/bundles';
import { deployedFolder } from './replication/deployed-folder';
import { resourcesIn, synthesized } from './synthesized';

/**
 * What the code of a function reads and calls is what its construct sets and allows: no less, and of variables no more.
 */

const whole = synthesized('eu-west-1');

/** The file, and what it imports by relative paths. What is imported as a type calls nothing. */
function sourcesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const called = text.replace(/^import type [^;]*;$/gm, '');
  const imported = [...called.matchAll(/(?:from|import)\s*['"](\.[^'"]+)['"]/g)].map(([, specifier]) =>
    resolved(dirname(file), specifier!),
  );
  return [text, ...imported.flatMap((each) => sourcesOf(each, seen))];
}

const resolved = (directory: string, specifier: string): string =>
  [`${specifier}.ts`, join(specifier, 'index.ts')]
    .map((each) => join(directory, each))
    .find((each) => existsSync(each))!;

/** Operations sent to each service, `rds:StartExportTask`. */
function operationsOf(sources: readonly string[]): string[] {
  const imports = sources.flatMap((text) => [
    ...text.matchAll(/import\s*\{([^}]*)\}\s*from\s*'@aws-sdk\/client-(\w+)'/g),
  ]);
  const operations = imports.flatMap(([, names = '', service = '']) =>
    [...names.matchAll(/\b(\w+)Command\b/g)].map(([, operation]) => `${service}:${operation}`),
  );
  return [...new Set(operations)];
}

/** S3 asks for permissions that are not named as the operations are. */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket',
  HeadObject: 'GetObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  DeleteObjects: 'DeleteObject',
  CopyObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
};
const actionOf = (operation: string): string => {
  const [service = '', name = ''] = operation.split(':');
  if (service === 'sfn') return `states:${name}`;
  return service === 's3' ? `s3:${S3_ACTIONS[name] ?? name}` : operation;
};

const functionResource = (folder: string) =>
  Object.values(resourcesIn(whole, 'AWS::Lambda::Function')).find(
    ({ Properties }) => Properties.FunctionName === deployedFolder(folder),
  )!.Properties;

/** Of the policy of the function's role, in whichever stack it is. */
function allowedTo(folder: string): string[] {
  const description = `lakeferry: function ${folder}`;
  const [role] = Object.keys(resourcesIn(whole, 'AWS::IAM::Role', { Properties: { Description: description } }));
  if (role === undefined) throw new Error(`No role is described as '${description}'.`);
  const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    Object.values(resourcesIn(whole, type)),
  );
  // of another stack it is known by what that stack exports
  return policies
    .filter(({ Properties }) => JSON.stringify(Properties.Roles ?? []).includes(role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }) => Action as string | string[]);
}

/** The settings as they were staged for upload. */
function bundledFor(folder: string): object {
  const key = functionResource(folder).Code.S3Key as string;
  const file = join(whole.app.outdir, `asset.${key.replace(/\.zip$/, '')}`, 'settings.json');
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

/** Calls of outputs that take tokens: the synthesized one does not. */
const OF_OTHER_OUTPUTS = ['sts:AssumeRoleWithWebIdentity', 'sts:GetWebIdentityToken'];

/** What becomes of their answer is for their caller. */
const CALL_NOTHING = ['flatten-items'];

describe.each(functionFolders())('%s', (folder) => {
  const sources = sourcesOf(join(folderOf(folder), 'index.ts'));
  /** Functions of an output share what opens its two sides. */
  const opening =
    deployedFolder(folder) === `lakeferry-${folder}`
      ? readFileSync(join(folderOf(folder), 'index.ts'), 'utf8')
      : sources.filter((text) => text.includes('requiredEnv(') && text.includes('import {')).join('');

  it('may call every operation it calls', () => {
    const operations = operationsOf(sources);
    expect(operations.length > 0).toBe(!CALL_NOTHING.includes(folder));
    const allowed = allowedTo(folder);
    const elsewhere = deployedFolder(folder) === `lakeferry-${folder}` ? [] : OF_OTHER_OUTPUTS;
    const needed = operations.map(actionOf).filter((action) => !elsewhere.includes(action));
    expect(needed.filter((action) => !allowed.includes(action))).toEqual([]);
  });

  it('may do nothing with the ledger that it does not do', () => {
    const ofLedger = (actions: readonly string[]) => actions.filter((action) => action.startsWith('dynamodb:')).sort();
    expect(ofLedger(allowedTo(folder))).toEqual(ofLedger(operationsOf(sources)));
  });

  it('gets the variables it reads, and no others', () => {
    const named = [...opening.matchAll(/ENV\.(\w+)/g)].map(([, key]) => ENV[key as keyof typeof ENV]);
    const read = [...new Set(named)].filter((name) => name !== ENV.metricsNamespace);
    // read by what all functions share
    const common = ['POWERTOOLS_TRACE_ENABLED', ENV.metricsNamespace];
    const set = Object.keys(functionResource(folder).Environment.Variables as object);
    expect(set.toSorted()).toEqual([...read, ...common].sort());
  });

  it('is bundled with the parts of the settings it reads, and no others', () => {
    const parts = [...opening.matchAll(/bundledSettings\(([^)]*)\)/g)].map(([, each]) => each).join();
    const read = [...parts.matchAll(/'(\w+)'/g)].map(([, part]) => part!);
    expect(Object.keys(bundledFor(folder)).sort()).toEqual(read.sort());
  });
});

describe('what leaves for Lambda', () => {
  it('is of governance only for what governs, and for plan-copy, which tells of shared tables that an export lacks', () => {
    const told = functionFolders().filter((folder) => 'governance' in bundledFor(folder));
    expect(told).toEqual(['apply-governance', 'plan-copy']);
  });

  it('is of accounts only for what governs', () => {
    const told = functionFolders().filter((folder) => 'accounts' in bundledFor(folder));
    expect(told).toEqual(['apply-governance']);
  });

  it('names no analyst and no account of analysts to start-export', () => {
    const { analytics, analysts = [] } = whole.settings.accounts;
    const text = JSON.stringify(bundledFor('start-export'));
    for (const secret of [analytics!, ...analysts]) expect(text).not.toContain(secret);
    expect(text).toContain('"sources"');
  });
});
