<?php

/**
 * Two strings to sign laid over each other: method, host and path beside each other, then a parameter for each row, and
 * in each the characters that differ.
 */

declare(strict_types=1);

/** The most pairs of pieces that are compared with each other; beyond that, only what both have at the ends is the same. */
const MOST_PAIRS = 65536;

/**
 * The rows: what it is, its name if it is a parameter, what was signed, what should have been; the last two as a list of
 * [text, whether the other lacks it], or null if there is no such parameter.
 */
function laid_over(string $theirs, string $ours): array
{
    [$left, $right] = [explode("\n", $theirs, 4), explode("\n", $ours, 4)];
    if (count($left) !== 4 || count($right) !== 4) {
        return [['The whole text', null, ...differences($theirs, $ours)]];
    }
    $rows = [];
    foreach (['Method', 'Host', 'Path'] as $line => $what) {
        $rows[] = [$what, null, ...differences($left[$line], $right[$line])];
    }
    [$left, $right] = [explode('&', $left[3]), explode('&', $right[3])];
    foreach (beside_each_other($left, $right) as [$piece, $other]) {
        $name = explode('=', $piece ?? $other, 2)[0];
        $rows[] = [$name === '' ? 'Query' : 'Parameter', $name === '' ? null : rawurldecode($name), ...match (true) {
            $piece === null => [null, [[$other, true]]],
            $other === null => [[[$piece, true]], null],
            default => differences($piece, $other),
        }];
    }
    return $rows;
}

/** Puts those parameters beside each other that are the same, and between them those of one name. */
function beside_each_other(array $left, array $right): array
{
    $rows = [];
    [$from, $to] = [0, 0];
    foreach ([...common($left, $right), [count($left), count($right)]] as [$at, $opposite]) {
        $rest = array_slice($right, $to, $opposite - $to);
        $by_name = [];
        foreach ($rest as $place => $other) {
            $by_name[explode('=', $other, 2)[0]][] = $place;
        }
        foreach (array_slice($left, $from, $at - $from) as $piece) {
            $name = explode('=', $piece, 2)[0];
            $place = isset($by_name[$name]) ? array_shift($by_name[$name]) : null;
            $rows[] = [$piece, $place === null ? null : $rest[$place]];
            if ($place !== null) {
                unset($rest[$place]);
            }
        }
        foreach ($rest as $other) {
            $rows[] = [null, $other];
        }
        if ($at < count($left)) {
            $rows[] = [$left[$at], $right[$opposite]];
        }
        [$from, $to] = [$at + 1, $opposite + 1];
    }
    return $rows;
}

/** Two texts, each as a list of [text, whether the other lacks it]; an escape, or a character, is never cut. */
function differences(string $theirs, string $ours): array
{
    $cut = '/%[0-9A-Fa-f]{2}|[\xC2-\xF4][\x80-\xBF]+|./s';
    preg_match_all($cut, $theirs, $left);
    preg_match_all($cut, $ours, $right);
    [$left, $right] = [$left[0], $right[0]];
    $same = common($left, $right);
    return [runs($left, array_column($same, 0)), runs($right, array_column($same, 1))];
}

/** Pieces joined to runs of those that are the same and those that are not. */
function runs(array $pieces, array $same): array
{
    $same = array_flip($same);
    $runs = [];
    foreach ($pieces as $at => $piece) {
        $differs = !isset($same[$at]);
        if ($runs !== [] && end($runs)[1] === $differs) {
            $runs[count($runs) - 1][0] .= $piece;
        } else {
            $runs[] = [$piece, $differs];
        }
    }
    return $runs;
}

/** The longest sequence that two lists have in common, as pairs of places. */
function common(array $left, array $right): array
{
    [$start, $most] = [0, min(count($left), count($right))];
    while ($start < $most && $left[$start] === $right[$start]) {
        $start++;
    }
    [$end, $other_end] = [count($left), count($right)];
    while ($end > $start && $other_end > $start && $left[$end - 1] === $right[$other_end - 1]) {
        $end--;
        $other_end--;
    }
    $pairs = $start === 0 ? [] : array_map(null, range(0, $start - 1), range(0, $start - 1));
    if (($end - $start) * ($other_end - $start) <= MOST_PAIRS) {
        array_push($pairs, ...common_within($left, $right, $start, $end, $other_end));
    }
    for (; $end < count($left); $end++, $other_end++) {
        $pairs[] = [$end, $other_end];
    }
    return $pairs;
}

/** The same of the middles, by the table of the lengths of what their ends have in common. */
function common_within(array $left, array $right, int $start, int $end, int $other_end): array
{
    $width = $other_end - $start;
    if ($end === $start || $width === 0) {
        return [];
    }
    $lengths = new SplFixedArray(($end - $start + 1) * ($width + 1));
    for ($at = $end - $start; $at >= 0; $at--) {
        for ($opposite = $width; $opposite >= 0; $opposite--) {
            $cell = $at * ($width + 1) + $opposite;
            $lengths[$cell] = match (true) {
                $at === $end - $start || $opposite === $width => 0,
                $left[$start + $at] === $right[$start + $opposite] => $lengths[$cell + $width + 2] + 1,
                default => max($lengths[$cell + $width + 1], $lengths[$cell + 1]),
            };
        }
    }
    $pairs = [];
    for ($at = $opposite = 0; $at < $end - $start && $opposite < $width;) {
        $cell = $at * ($width + 1) + $opposite;
        if ($left[$start + $at] === $right[$start + $opposite]) {
            $pairs[] = [$start + $at++, $start + $opposite++];
        } elseif ($lengths[$cell + $width + 1] >= $lengths[$cell + 1]) {
            $at++;
        } else {
            $opposite++;
        }
    }
    return $pairs;
}
