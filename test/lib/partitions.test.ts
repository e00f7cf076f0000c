import { AwsSolutionsChecks } from 'cdk-nag';
import { synthesized } from './synthesized';

describe.each([
  ['eu-west-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('%s (%s)', (region) => {
  const { app, lake, snapshots } = synthesized(region);
  const text = JSON.stringify([lake.toJSON(), snapshots.toJSON()]);

  it('has no partition written out', () => expect(text.match(/arn:aws[a-z-]*:/g)).toBeNull());

  it('names regional services by the DNS suffix of the partition', () => {
    expect(text).toContain(`logs.${region}.`);
    expect(text).not.toMatch(/[a-z]+\.(cn|eu|us)-[a-z-]+-\d\.amazonaws\.com/);
  });

  it("passes cdk-nag's AwsSolutions", () => {
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });
});

describe('China', () => {
  const { snapshots } = synthesized('cn-north-1');

  it('has no X-Ray, neither in functions nor in machines nor in roles', () => {
    const text = JSON.stringify(snapshots.toJSON());
    expect(text).not.toContain('xray:');
    expect(text).not.toContain('"Mode":"Active"');
    for (const { Properties } of Object.values(snapshots.findResources('AWS::StepFunctions::StateMachine'))) {
      expect(Properties.TracingConfiguration?.Enabled ?? false).toBe(false);
    }
  });

  it('runs functions on x86_64, tracing switched off in them', () => {
    for (const { Properties } of Object.values(snapshots.findResources('AWS::Lambda::Function'))) {
      expect(Properties).toMatchObject({
        Architectures: ['x86_64'],
        Environment: { Variables: { POWERTOOLS_TRACE_ENABLED: 'false' } },
      });
    }
  });
});
