-- The rows of a list by the block: some dozens in one blob, so that a million of them come in, are searched and go out by
-- few steps.

CREATE TABLE row_block (
    id   INTEGER PRIMARY KEY,                   -- list << 32 | position of its first row
    rows BLOB NOT NULL                          -- of each row: u32 its address, u32 the length of its cells (both little
                                                -- endian), its cells as list_row had them
) STRICT;

INSERT INTO row_block (id, rows)
SELECT min(id), CAST(group_concat(piece, '' ORDER BY id) AS BLOB)
FROM (
    SELECT id, unhex(printf('%02X%02X%02X%02X%02X%02X%02X%02X',
                            address & 255, address >> 8 & 255, address >> 16 & 255, address >> 24 & 255,
                            length(cells) & 255, length(cells) >> 8 & 255, length(cells) >> 16 & 255,
                            length(cells) >> 24 & 255)) || cells AS piece
    FROM list_row
)
GROUP BY id / 64;

DROP TABLE list_row;
