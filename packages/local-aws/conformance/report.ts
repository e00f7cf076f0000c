import type { Difference } from './case';

export interface Verdict {
  readonly file: string;
  readonly id: string;
  readonly features: readonly string[];
  readonly differences: readonly Difference[];
}

export interface Summary {
  readonly total: number;
  /** Cases without a difference up to each level. */
  readonly passed: { readonly L1: number; readonly L2: number; readonly L3: number };
  /** Percent that pass at levels 1 and 2. */
  readonly share: number;
  readonly byFile: Readonly<Record<string, { total: number; L1: number; L2: number; L3: number }>>;
  /** Features of cases that fail at level 1 or 2: failed, of how many. */
  readonly failedByFeature: Readonly<Record<string, { failed: number; total: number }>>;
}

export const passes = ({ differences }: Verdict, level: 1 | 2 | 3): boolean =>
  differences.every((d) => d.level > level);

export function summarize(verdicts: readonly Verdict[]): Summary {
  const count = (list: readonly Verdict[]) => ({
    total: list.length,
    L1: list.filter((v) => passes(v, 1)).length,
    L2: list.filter((v) => passes(v, 2)).length,
    L3: list.filter((v) => passes(v, 3)).length,
  });
  const files = [...new Set(verdicts.map((v) => v.file))];
  const all = count(verdicts);
  const features: Record<string, { failed: number; total: number }> = {};
  for (const verdict of verdicts) {
    for (const feature of verdict.features) {
      features[feature] ??= { failed: 0, total: 0 };
      features[feature].total++;
      if (!passes(verdict, 2)) features[feature].failed++;
    }
  }
  const failed = Object.entries(features)
    .filter(([, f]) => f.failed > 0)
    .sort(([, a], [, b]) => b.failed - a.failed);
  return {
    total: all.total,
    passed: { L1: all.L1, L2: all.L2, L3: all.L3 },
    share: all.total === 0 ? 0 : (100 * all.L2) / all.total,
    byFile: Object.fromEntries(files.map((file) => [file, count(verdicts.filter((v) => v.file === file))])),
    failedByFeature: Object.fromEntries(failed),
  };
}

const LONGEST = 300;
const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

export function reportText(summary: Summary, verdicts: readonly Verdict[]): string {
  const lines = ['case file                                 cases    L1    L2    L3'];
  const row = (name: string, n: { total: number; L1: number; L2: number; L3: number }): string =>
    `${name.padEnd(40)} ${[n.total, n.L1, n.L2, n.L3].map((x) => String(x).padStart(5)).join(' ')}`;
  for (const [file, counts] of Object.entries(summary.byFile)) lines.push(row(file, counts));
  lines.push(row('all', { total: summary.total, ...summary.passed }), '');
  for (const [feature, { failed, total }] of Object.entries(summary.failedByFeature))
    lines.push(`failed ${failed} of ${total} with ${feature}`);
  for (const verdict of verdicts.filter((v) => !passes(v, 3))) {
    lines.push('', verdict.id);
    for (const { level, path, expected, actual } of verdict.differences.slice(0, 8)) {
      lines.push(`  L${level} ${path}`, `     AWS:   ${short(expected)}`, `     local: ${short(actual)}`);
    }
  }
  lines.push(
    '',
    `${summary.passed.L2} of ${summary.total} cases (${summary.share.toFixed(1)}%) pass at levels 1 and 2; ${summary.passed.L3} at level 3 too.`,
    '',
  );
  return lines.join('\n');
}
