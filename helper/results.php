<?php

/** The HTML of what signed() and diagnosed() found. */

declare(strict_types=1);

/** How many explanations are shown at once. */
const SHOWN = 3;

/** The heading of a result, which is where the reader is taken to. */
function result(string $verdict, string $html): string
{
    return <<<HTML
        <section class="panel result" aria-labelledby="result">
        <h2 id="result" tabindex="-1" autofocus>$verdict</h2>
        $html
        </section>
        HTML;
}

/** Every step of a signature. */
function html_of_signed(array $result, bool $sha1): string
{
    $count = count_of(count($result['read']), 'parameter', 'parameters');
    $hash = $sha1 ? 'HMAC-SHA1' : 'HMAC-SHA256';
    $posted = $result['body'] !== '';
    $steps = [
        ['Parameters as read', "$count, decoded.", table('Parameters as read', $result['read'])],
        [
            'Sorted and encoded',
            'By the bytes of the names, then of the values; <code>A-Z a-z 0-9 - _ . ~</code> stay, the rest is'
                . ' <code>%XX</code>. What the dialect adds is marked.',
            table('Parameters sorted and encoded', $result['sorted']),
        ],
        [
            'String to sign',
            'Four lines. <span class="sign">↵</span> is the end of a line, a single newline; there is none at the end.',
            block($result['string'], 'String to sign'),
        ],
        ['Signature', "$hash of that with the secret, in Base64; it is sent escaped.", block($result['signature'], 'Signature')],
        $posted
            ? [
                'Body',
                'To be posted with <code>Content-Type: application/x-www-form-urlencoded; charset=utf-8</code>.',
                block($result['body'], 'Body'),
            ]
            : [
                'Signed URL',
                'The endpoint, <code>?</code>, the sorted and encoded parameters, and this: together the URL above.',
                block('&Signature=' . rawurlencode($result['signature']), 'Signature as it stands in the URL'),
            ],
    ];
    $list = '';
    foreach ($steps as $index => [$heading, $note, $content]) {
        $number = $index + 1;
        $list .= <<<HTML
            <li>
            <h3><span class="count" aria-hidden="true">$number</span>$heading</h3>
            <p class="hint">$note</p>
            $content
            </li>

            HTML;
    }
    $url = block($result['url'], 'Signed URL');
    $first = $posted ? 'Where to post the body, which is the last step:' : 'The signed URL:';
    $explained = '<details class="words"><summary>All steps as one text</summary>'
        . block($result['explained'], 'All steps as one text', false) . '</details>';
    return result('Signed', "<p class=\"first\">$first</p>\n$url\n<ol class=\"steps\">\n$list</ol>\n$explained");
}

/** What was found, in a few words. */
function verdict(array $result): string
{
    $found = $result['explanations'];
    return match (true) {
        $found === [] && $result['printed'] && $result['ours'] === $result['theirs'] => 'The printed text is right',
        $found === [] => 'No known mistake',
        $found[0][0]->number < 10 => 'The signature is right', // ASR_MISTAKE_RIGHT, and what may be refused beside it
        count($found) === 1 => count_of(count($found[0]), 'mistake', 'mistakes') . ' found',
        default => count($found) . ' explanations found',
    };
}

/** The explanations, both strings to sign, and the request signed right. */
function html_of_diagnosed(array $result): string
{
    $explanations = html_of_explanations($result['explanations'], $result['most']);
    $obstacle = text($result['obstacle']);
    $obstacle = $obstacle === '' ? ''
        : "<p class=\"obstacle\"><strong>As it stands the request cannot be signed:</strong> $obstacle.</p>";
    $signature = text($result['signature']);
    $right = $result['url'] === '' ? '' : '<h3>Signed right</h3>'
        . "<p class=\"hint\">The same request with the right signature, which is <code>$signature</code>.</p>"
        . block($result['url'], 'Signed right');
    return result(verdict($result), "$explanations\n$obstacle\n" . html_of_both($result) . "\n$right");
}

function html_of_explanations(array $explanations, int $most): string
{
    if ($explanations === []) {
        $together = $most === 2 ? 'two of them together' : 'up to three of them together';
        return <<<HTML
            <p>No mistake that is known here, nor $together, leads to this signature. Is it the right secret? Is the request
            as it was sent: method, host and port, path, every parameter? Below there are hosts, body and old signature to
            add.</p>
            HTML;
    }
    $items = [];
    foreach ($explanations as $mistakes) {
        $together = count($mistakes) === 1 ? '' : '<p class="hint">' . count($mistakes) . ' mistakes together:</p>';
        $list = '';
        foreach ($mistakes as $mistake) {
            $text = text(ucfirst($mistake->text));
            $name = text($mistake->name);
            $list .= "<li><p>$text.</p><p class=\"hint\"><code>$name</code></p></li>";
        }
        $items[] = "<li>$together<ul>$list</ul></li>\n";
    }
    // The first are enough for most; those behind them are often the same habit of other languages.
    $shown = count($items) <= SHOWN + 1 ? count($items) : SHOWN;
    $rest = array_splice($items, $shown);
    $html = count($explanations) === 1 ? ''
        : '<p class="hint">Each alone explains this signature. The likelier comes first.</p>';
    $html .= "\n<ol class=\"explanations\">\n" . implode('', $items) . "</ol>\n";
    if ($rest !== []) {
        [$count, $start, $rest] = [count($rest), $shown + 1, implode('', $rest)];
        $html .= <<<HTML
            <details class="words">
            <summary>$count more that lead to the same signature</summary>
            <ol class="explanations" start="$start">
            $rest</ol>
            </details>
            HTML;
    }
    return $html;
}

/** Both strings to sign. The roles are those of a table, which a narrow window shows as blocks. */
function html_of_both(array $result): string
{
    [$theirs, $ours] = [$result['theirs'], $result['ours']];
    if ($ours === '') {
        return '';
    }
    $right = block($ours, 'String to sign');
    if ($theirs === '') {
        return "<h3>The string to sign</h3><p class=\"hint\">As it should be.</p>$right";
    }
    if ($ours === $theirs) {
        $where = $result['explanations'] === [] ? '' : ', so the mistake is not in this text';
        return "<h3>Both strings to sign</h3><p>They are the same$where.</p>$right";
    }
    [$signed, $told] = $result['printed'] ? ['Printed', 'printed'] : ['Signed', 'signed'];
    $compared = text(ucfirst($result['compared']));
    $rows = '';
    foreach (laid_over($theirs, $ours) as [$what, $name, $left, $right]) {
        $differs = $left === null || $right === null || in_array(true, array_column([...$left, ...$right], 1), true);
        [$class, $note] = $differs ? [' class="differs"', ' <span class="note">differs</span>'] : ['', ''];
        if ($name !== null) {
            $what = "<span class=\"said\">$what </span><span class=\"mono\">" . visible($name) . '</span>';
        }
        [$left, $right] = [marked($left, 'del', 'wrong'), marked($right, 'ins', 'right')];
        $rows .= <<<HTML
            <tr role="row"$class><th role="rowheader" scope="row">$what$note</th>
            <td role="cell" data-column="$signed">$left</td><td role="cell" data-column="Right">$right</td></tr>

            HTML;
    }
    $head = '';
    foreach (['Part', $signed, 'Right'] as $column) {
        $head .= "<th role=\"columnheader\" scope=\"col\">$column</th>";
    }
    [$theirs, $ours] = [block($theirs, $signed), block($ours, 'Right')];
    return <<<HTML
        <h3>Both strings to sign</h3>
        <p class="compared">$compared.</p>
        <p class="hint">Theirs is the text that was $told, ours the right one. <del>Struck out</del> is what is wrong,
        <ins>underlined</ins> what is right in its place.</p>
        <div class="scroll" tabindex="0" role="group" aria-label="Both strings to sign, compared">
        <table role="table" class="over">
        <caption class="said">Both strings to sign, compared</caption>
        <thead role="rowgroup"><tr role="row">$head</tr></thead>
        <tbody role="rowgroup">
        $rows</tbody>
        </table>
        </div>
        <details class="words">
        <summary>Both as they are</summary>
        <h4>$signed</h4>
        $theirs
        <h4>Right</h4>
        $ours
        </details>
        HTML;
}
