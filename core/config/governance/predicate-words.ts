/** Operators of Lake Formation's row filters, and the values that are words. */
export const OPERATORS: ReadonlySet<string> = new Set('and or not in like between is null true false'.split(' '));

/** What PartiQL knows and row filters do not take, though it would stand where a column does. */
export const CONSTRUCTS: ReadonlySet<string> = new Set(
  'case when then else end cast exists select any all some escape missing interval timestamp array row'.split(' '),
);

/**
 * Reserved words of PartiQL, which are those of SQL-92 and a few of its own. As names of columns they take double
 * quotes ("Reserved keywords" in the Lake Formation Developer Guide). Without `year` and `month`, which the guide
 * writes without quotes itself.
 */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    'absolute action add allocate alter are as asc assertion at authorization avg bag begin bit bit_length blob bool ' +
    'boolean both by can_cast cascade cascaded catalog char character char_length character_length check clob close ' +
    'coalesce collate collation column commit connect connection constraint constraints continue convert corresponding ' +
    'count create cross current current_date current_time current_timestamp current_user cursor date day deallocate dec ' +
    'decimal declare default deferrable deferred delete desc describe descriptor diagnostics disconnect distinct domain ' +
    'double drop except exception exclude exec execute external extract fetch first float for foreign found from full ' +
    'get global go goto grant group having hour identity immediate index indicator initially inner input insensitive ' +
    'insert int integer intersect into isolation join key language last leading left let level limit list local lower ' +
    'match max min minute module names national natural nchar next no nullif numeric octet_length of offset on only ' +
    'open option order outer output overlaps pad partial pivot position precision prepare preserve primary prior ' +
    'privileges procedure public read real references relative remove restrict revoke right rollback rows schema scroll ' +
    'second section session session_user set sexp size smallint space sql sqlcode sqlerror sqlstate string struct ' +
    'substring sum symbol system_user table temporary time timezone_hour timezone_minute to trailing transaction ' +
    'translate translation trim tuple union unique unknown unpivot update upper usage user using value values varchar ' +
    'varying view whenever where with work write zone'
  ).split(' '),
);
