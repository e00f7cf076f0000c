"""
checkov, cfn-lint and parliament over synthesized templates: `lint.py <folder of one Region> <Region> <scratch>`.
A finding without a reason in the metadata of its resource (lib/shared/findings/accepted-findings.ts) fails, and so does a reason without a finding.
"""

import json
import subprocess
import sys
import warnings
from pathlib import Path

from policies import Resolver, policies, read_templates

warnings.simplefilter('ignore')
BIN = Path(sys.executable).parent

# Findings that no resource of ours causes. An entry that finds nothing fails as well.
EVERYWHERE = {
    'W3005': 'CDK makes a resource depend on a role together with its policy, where the reference alone names the role.',
}


def accepted_in(template):
    """Reasons by logical id and rule; the template loses them, so that linters find what they would find without."""
    reasons = {}
    for logical_id, resource in template['Resources'].items():
        metadata = resource.get('Metadata', {})
        skips = metadata.pop('checkov', {}).get('skip', [])
        found = {skip['id']: skip['comment'] for skip in skips} | metadata.pop('AcceptedFindings', {})
        reasons |= {(logical_id, rule): reason for rule, reason in found.items()}
    return reasons


def run_json(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        sys.exit(f'{command[0]} gives no JSON: {done.stdout[-500:]}{done.stderr[-2000:]}')


def cfn_lint(folder, region):
    files = sorted(folder.glob('*.template.json'))
    for match in run_json(BIN / 'cfn-lint', '--format', 'json', '--include-checks', 'I', '--regions', region, '--', *files):
        path = match['Location']['Path'] or []
        logical_id = path[1] if len(path) > 1 and path[0] == 'Resources' else ''
        yield Path(match['Filename']).name, logical_id, match['Rule']['Id'], match['Message']


def checkov(folder):
    command = [BIN / 'checkov', '--framework', 'cloudformation', '--skip-download', '--quiet', '--compact', '-o', 'json']
    reports = run_json(*command, '-d', folder)
    for report in reports if isinstance(reports, list) else [reports]:
        if report['summary']['parsing_errors'] > 0:
            sys.exit(f'checkov cannot read {report["results"]["parsing_errors"]}')
        for check in report['results']['failed_checks']:
            yield Path(check['file_path']).name, check['resource'].split('.')[-1], check['check_id'], check['check_name']


def parliament(templates, region):
    from parliament import analyze_policy_string

    resolver = Resolver(templates.values(), region)
    for name, template in templates.items():
        for logical_id, document in policies(template, resolver):
            for finding in analyze_policy_string(json.dumps(document)).findings:
                for action in actions_of(finding.detail):
                    yield name, logical_id, f'{finding.issue}[{action}]', str(finding.detail)


def actions_of(detail):
    """The actions that a finding of parliament names: as a list, as objects, at the end of a sentence."""
    if isinstance(detail, list):
        return [each['action'] if isinstance(each, dict) else each for each in detail]
    return [str(detail).split(' ')[-1]]


def main(folder, region, scratch):
    templates = read_templates(folder)
    if not templates:
        sys.exit(f'{folder} holds no templates.')
    reasons = {(name, *key): reason for name, each in templates.items() for key, reason in accepted_in(each).items()}
    bare = Path(scratch) / f'bare-{region}'
    bare.mkdir(parents=True, exist_ok=True)
    for name, template in templates.items():
        (bare / name).write_text(json.dumps(template))
    findings = [*cfn_lint(bare, region), *checkov(bare), *parliament(templates, region)]

    found = {(name, logical_id, rule) for name, logical_id, rule, _ in findings}
    without_reason = sorted(
        {finding for finding in findings if finding[:3] not in reasons and finding[2] not in EVERYWHERE}
    )
    needless = sorted(reasons.keys() - found)
    unknown = sorted(EVERYWHERE.keys() - {rule for _, _, rule in found})
    for name, logical_id, rule, message in without_reason:
        path = templates[name]['Resources'].get(logical_id, {}).get('Metadata', {}).get('aws:cdk:path', logical_id)
        print(f'{region} {path}: {rule}: {message}')
    for name, logical_id, rule in needless:
        print(f'{region} {name} {logical_id}: {rule} is accepted, but nothing finds it. Remove it from its construct.')
    for rule in unknown:
        print(f'{region}: {rule} is accepted everywhere, but nothing finds it. Remove it from lint.py.')
    if without_reason:
        print("Mend what was found, or accept it with its reason: acceptFindings(), or 'findings' of a permission.")
    if without_reason or needless or unknown:
        sys.exit(1)
    print(f'{region}: {len(templates)} templates, {len(found)} findings, a reason for each')


main(*sys.argv[1:])
