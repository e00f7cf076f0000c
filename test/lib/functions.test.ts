import { functionFolders } from '../../lib/shared/bundles';
import { deployedFolder } from './replication/deployed-folder';
import { resourcesIn, synthesized } from './synthesized';

const whole = synthesized('eu-west-1');

describe('functions', () => {
  // that of a custom resource counts nothing and reads nothing
  const functions = Object.values(resourcesIn(whole, 'AWS::Lambda::Function'))
    .map(({ Properties }) => Properties)
    .filter(({ Environment }) => Environment !== undefined);

  it('are all folders of functions/', () =>
    expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      functionFolders().map(deployedFolder).sort(),
    ));

  it.each(functions.map((each) => [each.FunctionName, each]))('%s runs Node 24 on arm64, traced', (_name, each) => {
    expect(each).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], TracingConfig: { Mode: 'Active' } });
  });

  it.each(functionFolders())('%s logs to a group of its own, under our key, for a time', (folder) =>
    expect(Object.values(resourcesIn(whole, 'AWS::Logs::LogGroup')).map(({ Properties }) => Properties)).toContainEqual(
      expect.objectContaining({
        LogGroupName: `/aws/lambda/${deployedFolder(folder)}`,
        KmsKeyId: expect.anything(),
        RetentionInDays: expect.any(Number),
      }),
    ),
  );
});
