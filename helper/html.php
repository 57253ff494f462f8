<?php

/** Pieces of HTML. Whatever was typed, or comes from the library, passes through text() or visible(). */

declare(strict_types=1);

/** A text in HTML, which has no NUL. */
function text(string $text): string
{
    return htmlspecialchars(str_replace("\0", "\u{FFFD}", $text), ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

/** A text in which nothing is hidden: control characters and bytes that are no UTF-8 are drawn, line ends are kept. */
function visible(string $text): string
{
    $html = '';
    preg_match_all('/[\x00-\x1F\x7F]|(?:[\x20-\x7E]|[\xC2-\xF4][\x80-\xBF]+)+|./s', $text, $parts);
    foreach ($parts[0] as $part) {
        $html .= match (true) {
            $part === "\n" => "<span class=\"sign\" aria-hidden=\"true\">↵</span>\n",
            $part === "\x7F" => '<span class="sign">␡</span>',
            $part < "\x20" => '<span class="sign">' . mb_chr(0x2400 + ord($part)) . '</span>',
            mb_check_encoding($part, 'UTF-8') => text($part),
            default => '<span class="sign">\\x' . strtoupper(bin2hex($part)) . '</span>',
        };
    }
    return $html;
}

/** Runs of laid_over(): what the other lacks is an element, and is said in words to those who do not see it. */
function marked(?array $runs, string $element, string $said): string
{
    if ($runs === null) {
        return '<span class="none">not there</span>';
    }
    $html = '';
    foreach ($runs as [$run, $differs]) {
        $run = visible($run);
        $html .= $differs
            ? "<$element><span class=\"said\">[$said: </span>$run<span class=\"said\">]</span></$element>"
            : $run;
    }
    return $html;
}

/** A number and what it counts. */
function count_of(int $number, string $one, string $many): string
{
    return $number . ' ' . ($number === 1 ? $one : $many);
}

/** A text in a block of its own, which is selected at once; with its line ends drawn, where they count. */
function block(string $text, string $of, bool $line_ends = true): string
{
    $text = $line_ends ? visible($text) : text($text);
    return "<pre class=\"block\" tabindex=\"0\" role=\"group\" aria-label=\"$of\" data-copy>$text</pre>";
}

/** A table of parameters, each [name, value] or [name, value, note]. */
function table(string $caption, array $parameters): string
{
    $rows = '';
    foreach ($parameters as $index => $parameter) {
        [$name, $value, $note] = $parameter + [2 => ''];
        $number = $index + 1;
        $name = visible($name) . ($note === '' ? '' : " <span class=\"note\">$note</span>");
        $value = $value === '' ? '<span class="none">empty</span>' : visible($value);
        $rows .= "<tr><td class=\"number\">$number</td><td>$name</td><td>$value</td></tr>\n";
    }
    return <<<HTML
        <div class="scroll" tabindex="0" role="group" aria-label="$caption">
        <table class="parameters">
        <caption class="said">$caption</caption>
        <thead><tr><th scope="col">No.</th><th scope="col">Name</th><th scope="col">Value</th></tr></thead>
        <tbody>
        $rows</tbody>
        </table>
        </div>
        HTML;
}
