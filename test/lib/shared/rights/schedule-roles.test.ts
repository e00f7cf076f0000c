import { resourcesIn, synthesized } from '../../synthesized';

it('schedules of other accounts may assume no role that a schedule here has', () => {
  const roles = Object.values(resourcesIn(synthesized('eu-west-1'), 'AWS::IAM::Role'));
  const trusts = roles
    .flatMap(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement)
    .filter(({ Principal }) => Principal.Service === 'scheduler.amazonaws.com');
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
  expect(trusts.length).toBeGreaterThan(1);
  expect(trusts.map(({ Condition }) => Condition)).toEqual(trusts.map(() => ofThisAccount));
});
