"""The IAM policies of synthesized templates as an account would have them: references are replaced by names and ARNs."""

import json
import re
from pathlib import Path

ACCOUNT = '210987654321'
SUFFIXES = {'aws': 'amazonaws.com', 'aws-cn': 'amazonaws.com.cn', 'aws-us-gov': 'amazonaws.com'}
ARNS = {
    'AWS::S3::Bucket': 'arn:{partition}:s3:::{name}',
    'AWS::IAM::Role': 'arn:{partition}:iam::{account}:role/{name}',
    'AWS::Lambda::Function': 'arn:{partition}:lambda:{region}:{account}:function:{name}',
    'AWS::SQS::Queue': 'arn:{partition}:sqs:{region}:{account}:{name}',
    'AWS::KMS::Key': 'arn:{partition}:kms:{region}:{account}:key/{name}',
    'AWS::Events::Rule': 'arn:{partition}:events:{region}:{account}:rule/{name}',
    'AWS::StepFunctions::StateMachine': 'arn:{partition}:states:{region}:{account}:stateMachine:{name}',
    'AWS::DynamoDB::Table': 'arn:{partition}:dynamodb:{region}:{account}:table/{name}',
    'AWS::Kinesis::Stream': 'arn:{partition}:kinesis:{region}:{account}:stream/{name}',
    'AWS::Logs::LogGroup': 'arn:{partition}:logs:{region}:{account}:log-group:{name}:*',
    'AWS::SNS::Topic': 'arn:{partition}:sns:{region}:{account}:{name}',
}
# `Ref` gives the ARN of these; of all others it gives the name.
REF_IS_ARN = {'AWS::StepFunctions::StateMachine', 'AWS::SNS::Topic'}


def partition_of(region):
    return 'aws-cn' if region.startswith('cn-') else 'aws-us-gov' if region.startswith('us-gov-') else 'aws'


class Resolver:
    """Resolves the intrinsics of all templates of one Region; exports of one stack are known to the others."""

    def __init__(self, templates, region):
        partition = partition_of(region)
        self.facts = {'partition': partition, 'region': region, 'account': ACCOUNT}
        self.pseudo = {
            'AWS::Partition': partition,
            'AWS::Region': region,
            'AWS::AccountId': ACCOUNT,
            'AWS::URLSuffix': SUFFIXES[partition],
            'AWS::StackId': f'arn:{partition}:cloudformation:{region}:{ACCOUNT}:stack/lakeferry/1',
        }
        self.exports = {
            output['Export']['Name']: (template, output['Value'])
            for template in templates
            for output in template.get('Outputs', {}).values()
            if 'Export' in output
        }

    def resolve(self, value, template):
        if isinstance(value, list):
            return [self.resolve(each, template) for each in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(kind, content)] = value.items()
            if kind == 'Ref':
                return self.pseudo.get(content) or self.reference(content, 'Ref', template)
            if kind == 'Fn::GetAtt':
                return self.reference(*content, template)
            if kind == 'Fn::Join':
                return content[0].join(self.resolve(each, template) for each in content[1])
            if kind == 'Fn::ImportValue':
                exporter, exported = self.exports[content]
                return self.resolve(exported, exporter)
            if kind.startswith('Fn::'):
                raise ValueError(f'{kind} stands in a policy: policies.py cannot resolve it, teach it.')
        return {key: self.resolve(each, template) for key, each in value.items()}

    def reference(self, logical_id, attribute, template):
        if logical_id in template.get('Parameters', {}):
            # the only parameters are account numbers
            return ACCOUNT
        kind = template['Resources'][logical_id]['Type']
        name = re.sub(r'\W', '-', logical_id).lower()
        if attribute == 'Ref' and kind not in REF_IS_ARN:
            return name
        if kind not in ARNS:
            raise ValueError(f'The ARN of a {kind} stands in a policy: add its form to ARNS in policies.py.')
        return ARNS[kind].format(name=name, **self.facts)


def policies(template, resolver):
    """Policies of roles with the logical ids of their resources. parliament does not know trust, bucket, key and queue policies; cfn-lint reads them."""
    for logical_id, resource in template['Resources'].items():
        if not resource['Type'].startswith('AWS::IAM::'):
            continue
        properties = resource['Properties']
        documents = [properties.get('PolicyDocument')]
        documents += [policy['PolicyDocument'] for policy in properties.get('Policies', [])]
        for document in documents:
            if document is not None:
                yield logical_id, resolver.resolve(document, template)


def read_templates(folder):
    return {path.name: json.loads(path.read_text()) for path in sorted(Path(folder).glob('*.template.json'))}
