/**
 * What stands in the ledger, and under which keys. `table.ts` defines the table itself.
 *
 * | item | pk | sk | shape |
 * |---|---|---|---|
 * | one export of one snapshot | `SOURCE#<source id>` | `EXPORT#<snapshot time>` | `exports.ts` |
 * | one snapshot that waits for a slot | `QUEUE` | `<source id>#<snapshot time>` | `exports.ts` |
 * | the slots taken by our own executions | `SLOTS` | `SLOTS` | `exports.ts` |
 * | what an execution's trigger was resolved to | `EXECUTION#<execution ARN>` | `SNAPSHOT` | `exports.ts` |
 * | a notice of how an execution ended | `EXECUTION#<execution ARN>` | `NOTICE#<redrive count>` | `notices.ts` |
 * | who holds a date of a feed in the lake | `PARTITION#<feed>` | `<date>` | `partitions.ts` |
 * | when a database of a publication was whole in the lake | `PUBLICATION#<holder>` | `COMMIT#<glue database>` | `publications.ts` |
 * | what became of a database of a publication | `PUBLICATION#<holder>` | `DATABASE#<glue database>` | `publications.ts` |
 * | one tag, filter or permission that lakeferry made in a database | `GOVERNANCE#<glue database>` | `THING#<hash>` | `governance.ts` |
 * | one that it made in the account | `GOVERNANCE#*` | `THING#<hash>` | `governance.ts` |
 * | the columns of a table that are agreed to | `GOVERNANCE#<glue database>` | `COLUMNS#<table>` | `governance.ts` |
 * | the policy that runs use, by its hash | `GOVERNANCE#POLICY` | `DEPLOYED` | `governance.ts` |
 * | the policy that a database was last made as | `GOVERNANCE#POLICY` | `APPLIED#<glue database>` | `governance.ts` |
 * | who told what concerns the whole account | `GOVERNANCE#FINDINGS` | `ACCOUNT` | `governance.ts` |
 * | what publications of an entry of `dynamodb` have come to | `DYNAMODB#<entry>` | `PUBLICATION` | `dynamodb.ts` |
 * | one date of a published table | `DYNAMODB#<entry>` | `PARTITION#<glue table>#<date>` | `dynamodb.ts` |
 * | a folder that is going | `DYNAMODB#<entry>` | `FOLDER#<remove after>#<folder>` | `dynamodb.ts` |
 *
 * Times are ISO-8601 in UTC with milliseconds, so that they sort as text.
 */
export interface LedgerKey {
  readonly pk: string;
  readonly sk: string;
}
