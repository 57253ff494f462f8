<?php

/** The two pages: the frame, the form and what is wrong with it, and the result. */

declare(strict_types=1);

final class Page
{
    /** By path, the heading, and the word on the button. */
    public const VIEWS = [
        '/' => ['Sign a request', 'Sign'],
        '/diagnose' => ['Find the mistake', 'Find the mistake'],
    ];

    private const LEADS = [
        '/' => 'Paste an unsigned URL, or parameters. You get the signed URL, and every step on the way to compare with yours.',
        '/diagnose' => 'Paste a request that was refused, and the secret. You get the mistake that leads to exactly this'
            . ' signature.',
    ];

    /** The fields behind the summary of each page. */
    private const MORE = [
        '/' => ['time', 'session_token', 'sha1'],
        '/diagnose' => ['printed', 'hosts', 'body', 'content_type', 'now', 'old_signature', 'sha1'],
    ];

    public function __construct(private string $path, private Form $form, private ?array $result)
    {
    }

    public function html(): string
    {
        [$heading] = self::VIEWS[$this->path];
        if ($this->result === null) {
            $lead = '<p class="lead">' . self::LEADS[$this->path] . '</p>';
            $html = $lead . $this->examples() . $this->complaints() . $this->form();
            $title = $this->form->errors === [] ? $heading : $this->count_of_complaints();
        } elseif ($this->path === '/') {
            $html = html_of_signed($this->result, $this->form->flags() !== 0) . $this->again();
            $title = 'Signed';
        } else {
            $html = html_of_diagnosed($this->result) . $this->again();
            $title = verdict($this->result);
        }
        return self::document($title, $this->path, "<h1>$heading</h1>\n$html");
    }

    public static function of_refusal(string $sentence): string
    {
        $sentence = text($sentence);
        return self::document('No answer', '', <<<HTML
            <section class="panel">
            <h1>No answer</h1>
            <p>$sentence</p>
            <p><a href="/">To the helper</a></p>
            </section>
            HTML);
    }

    private static function document(string $title, string $path, string $html): string
    {
        $links = '';
        foreach (self::VIEWS as $at => [$view]) {
            $current = $at === $path ? ' aria-current="page"' : '';
            $links .= "<li><a href=\"$at\"$current>$view</a></li>";
        }
        return <<<HTML
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>$title - Signed Requests Helper</title>
            <link rel="stylesheet" href="/style.css">
            <script src="/comfort.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the page</a>
            <header class="top">
            <p class="name"><a href="/">Signed Requests Helper</a></p>
            <nav aria-label="Pages"><ul>$links</ul></nav>
            </header>
            <main id="main">
            $html
            </main>
            <footer>
            <p>Everything is computed on this machine. Nothing is kept or logged, and nothing is sent anywhere.</p>
            <p>AWS Signature Version 2, by libaws_signed_request. Not affiliated with Amazon.</p>
            </footer>
            </body>
            </html>

            HTML;
    }

    /** What stands below a result. */
    private function again(): string
    {
        return "\n<h2 class=\"again\">Change it and try again</h2>\n" . $this->form() . $this->examples();
    }

    /** The buttons of the examples: a form of its own, so that Enter in a field presses none of them. */
    private function examples(): string
    {
        $buttons = '';
        foreach (EXAMPLES as $at => ['name' => $name]) {
            $buttons .= "<button name=\"example\" value=\"1\" formaction=\"$at\" class=\"quiet\">$name</button>";
        }
        return <<<HTML
            <form class="examples" method="post" action="/">
            {$this->word()}
            <p id="examples">Look at an example:</p>
            <div role="group" aria-labelledby="examples">$buttons</div>
            </form>

            HTML;
    }

    /** What a form has to bring along, so that it is known to be of this helper. */
    private function word(): string
    {
        return '<input type="hidden" name="word" value="' . text((string) getenv('HELPER_WORD')) . '">';
    }

    private function count_of_complaints(): string
    {
        return count_of(count($this->form->errors), 'field needs', 'fields need') . ' attention';
    }

    /** The complaints, each a link to its field. */
    private function complaints(): string
    {
        $items = '';
        foreach (Form::FIELDS[$this->path] as $field => [$label]) {
            if (isset($this->form->errors[$field])) {
                $items .= "<li><a href=\"#$field\">$label</a>: " . text($this->form->errors[$field]) . '</li>';
            }
        }
        return $items === '' ? '' : <<<HTML
            <section class="panel complaints" role="alert" tabindex="-1" autofocus aria-labelledby="complaints">
            <h2 id="complaints">{$this->count_of_complaints()}</h2>
            <ul>$items</ul>
            <p>The secret was not kept: type it again.</p>
            </section>

            HTML;
    }

    private function form(): string
    {
        [, $button] = self::VIEWS[$this->path];
        [$legend, $summary] = $this->path === '/'
            ? ['Keys, dialect, method', 'Time, session token, HMAC-SHA1']
            : ['The secret, and what was refused', 'What else you know: printed text, hosts, body, clock'];
        $head = ['request', 'endpoint'];
        $more = self::MORE[$this->path];
        $keys = array_diff(array_keys(Form::FIELDS[$this->path]), $head, $more);
        $filled = fn ($field) => $this->form->text($field) !== '' || isset($this->form->errors[$field]);
        $open = array_filter($more, $filled) === [] ? '' : ' open';
        return <<<HTML
            <form class="panel main" method="post" action="$this->path" accept-charset="utf-8" autocomplete="off">
            {$this->word()}
            <fieldset><legend>The request</legend>
            {$this->fields($head)}</fieldset>
            <fieldset><legend>$legend</legend>
            {$this->fields($keys)}</fieldset>
            <details$open><summary>$summary</summary>
            <div class="fields">
            {$this->fields($more)}</div>
            </details>
            <p class="go"><button>$button</button></p>
            </form>

            HTML;
    }

    private function fields(array $fields): string
    {
        return implode('', array_map(fn ($field) => $this->field($field), $fields));
    }

    /** A control with its label, what is to be known of it, and what is wrong with it. */
    private function field(string $field): string
    {
        [$label, $most] = Form::FIELDS[$this->path][$field];
        $value = text($this->form->text($field));
        if ($field === 'sha1') {
            $checked = $value === '' ? '' : ' checked';
            return "<div class=\"field box\"><input type=\"checkbox\" id=\"sha1\" name=\"sha1\" value=\"1\"$checked>"
                . "<label for=\"sha1\">Signed with HMAC-SHA1, for old clouds</label></div>\n";
        }
        $complaint = $this->form->errors[$field] ?? '';
        $hint = $this->hint($field);
        $described = trim(($hint === '' ? '' : "$field-hint ") . ($complaint === '' ? '' : "$field-error"));
        $attributes = "id=\"$field\" name=\"$field\""
            . ($described === '' ? '' : " aria-describedby=\"$described\"")
            . ($complaint === '' ? '' : ' aria-invalid="true"');
        $typed = "$attributes maxlength=\"$most\" spellcheck=\"false\" autocapitalize=\"none\"";
        $rows = ['request' => 8, 'printed' => 4, 'hosts' => 2, 'body' => 3][$field] ?? 0;
        $required = $field === 'request' ? ' required' : '';
        $control = match (true) {
            $field === 'method' => $this->choice($attributes, $field, array_combine(Form::METHODS, Form::METHODS)),
            $field === 'dialect' => $this->choice($attributes, $field, Form::DIALECTS),
            // The secret never comes back from here: not even in a form that has to be filled in again.
            $field === 'secret' => "<input type=\"password\" autocomplete=\"off\" required $typed>",
            // A newline right behind the tag is no part of the text; without it, one that is would be lost.
            $rows > 0 => "<textarea rows=\"$rows\"$required $typed>\n$value</textarea>",
            default => "<input $typed value=\"$value\">",
        };
        return "<div class=\"field\"><label for=\"$field\">$label</label>"
            . ($hint === '' ? '' : "<p class=\"hint\" id=\"$field-hint\">$hint</p>")
            . ($complaint === '' ? '' : "<p class=\"error\" id=\"$field-error\">" . text($complaint) . '</p>')
            . "$control</div>\n";
    }

    private function choice(string $attributes, string $field, array $choices): string
    {
        $options = '';
        foreach ($choices as $value => $label) {
            $selected = $this->form->text($field) === (string) $value ? ' selected' : '';
            $options .= "<option value=\"$value\"$selected>$label</option>";
        }
        return "<select $attributes>$options</select>";
    }

    private function hint(string $field): string
    {
        $time = 'In UTC, like <code>2011-10-03T15:19:30Z</code>, or <code>now</code>.';
        return match ($field) {
            'request' => $this->path === '/'
                ? 'An unsigned URL; or parameters, a line for each, <code>name=value</code>, as they are and not escaped.'
                    . ' Line breaks in a URL do not count.'
                : 'The signed URL as it was sent; or its parameters, a line for each, <code>name=value</code>, not escaped,'
                    . ' in the order in which your program has them.',
            'endpoint' => 'Only for parameters: where they are sent, such as <code>https://sdb.amazonaws.com/</code>.',
            'access_key' => 'Not needed if the URL has it.',
            'secret' => 'It is not kept and not sent back: type it each time. That of the examples is <code>1234567890</code>.',
            'time' => "$time Left empty: now. A Timestamp in the URL stays.",
            'session_token' => 'Of temporary credentials.',
            'signature' => 'If it is not in the request. As it is, not escaped.',
            'printed' => 'What the server or your program printed. Line ends behind it are left out.',
            'hosts' => 'That may have been signed, such as those of a proxy: <code>host:port</code>, a line for each.',
            'body' => 'What was posted. A form with a Signature in it is taken for the parameters.',
            'content_type' => 'Of the body.',
            'now' => "When it was refused. $time",
            'old_signature' => 'What Signature was before the request was signed once more.',
            default => '',
        };
    }
}
