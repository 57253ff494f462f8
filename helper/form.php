<?php

/** What was typed into a form, read with suspicion: every field bounded, every complaint with the field that it is about. */

declare(strict_types=1);

final class Form
{
    /** The most bytes of a form, of a long field and of a short one, and the most parameters. */
    public const MOST = 655360;
    public const LONG = 32768;
    public const SHORT = 2048;
    public const PARAMETERS = 500;

    public const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD'];
    public const DIALECTS = [
        AwsSignedRequest::AWS_QUERY => 'AWS Query (SimpleDB, EC2)',
        AwsSignedRequest::PRODUCT_ADVERTISING => 'Product Advertising (until 2020)',
        AwsSignedRequest::NIFCLOUD => 'NIFCLOUD',
        AwsSignedRequest::HTX => 'HTX (Huobi)',
        AwsSignedRequest::AS_GIVEN => 'As given: adds the Signature alone',
    ];

    /** The fields of each page in their order: the label, as complaints name it, and the most bytes. */
    public const FIELDS = [
        '/' => [
            'request' => ['Request', self::LONG],
            'endpoint' => ['Endpoint', self::SHORT],
            'access_key' => ['Access key id', self::SHORT],
            'secret' => ['Secret', self::SHORT],
            'dialect' => ['Dialect', 2],
            'method' => ['Method', 32],
            'time' => ['Time', 32],
            'session_token' => ['Session token', 4 * self::SHORT],
            'sha1' => ['HMAC-SHA1', 2],
        ],
        '/diagnose' => [
            'request' => ['Refused request', self::LONG],
            'endpoint' => ['Endpoint', self::SHORT],
            'secret' => ['Secret', self::SHORT],
            'signature' => ['Signature', self::SHORT],
            'method' => ['Method', 32],
            'printed' => ['String to sign that was printed', self::LONG],
            'hosts' => ['Hosts', self::SHORT],
            'body' => ['Body', self::LONG],
            'content_type' => ['Content-Type', self::SHORT],
            'now' => ['Clock', 32],
            'old_signature' => ['Old signature', self::SHORT],
            'sha1' => ['HMAC-SHA1', 2],
        ],
    ];

    /** Which field a refusal of the library is about; all others are about the request. */
    private const FIELD_OF = [
        AwsSignedRequest::E_METHOD => 'method',
        AwsSignedRequest::E_DIALECT => 'dialect',
        AwsSignedRequest::E_ENDPOINT => 'endpoint',
        AwsSignedRequest::E_ACCESS_KEY => 'access_key',
        AwsSignedRequest::E_SECRET => 'secret',
        AwsSignedRequest::E_SESSION_TOKEN => 'session_token',
        AwsSignedRequest::E_TIME => 'time',
        AwsSignedRequest::E_UNSIGNED => 'signature',
    ];

    /** By field, what is wrong with it. */
    public array $errors = [];

    /** The URL, if that is what the request is; else '' and the parameters as a list of [name, value]. */
    public string $url = '';
    public array $pairs = [];

    private function __construct(private string $path, private array $values)
    {
    }

    public static function of_nothing(string $path): self
    {
        return new self($path, []);
    }

    /** The form that was sent to a page; or one of the examples, whose buttons are forms of their own. */
    public static function sent(string $path, array $post): self
    {
        $example = $post['example'] ?? null;
        if ($example !== null) {
            $post = EXAMPLES[$path]['fields'];
        }
        $form = new self($path, []);
        foreach (self::FIELDS[$path] as $field => [$label, $most]) {
            $text = $post[$field] ?? '';
            if (!is_string($text)) {
                $form->errors[$field] = 'It is not one text.';
            } elseif (strlen($text) > $most) {
                $form->errors[$field] = "It is longer than $most bytes.";
            } else {
                // Browsers send line ends as CR LF.
                $form->values[$field] = str_replace("\r\n", "\n", $text);
            }
        }
        $form->read();
        return $form;
    }

    public function text(string $field): string
    {
        return $this->values[$field] ?? '';
    }

    public function flags(): int
    {
        return $this->text('sha1') === '' ? 0 : AwsSignedRequest::HMAC_SHA1;
    }

    /** A time such as 2011-10-03T15:19:30Z in seconds, the word `now`, or null for an empty field. */
    public function time(string $field): ?int
    {
        $text = trim($this->text($field));
        if ($text === '') {
            return null;
        }
        if (strtolower($text) === 'now') {
            return time();
        }
        $of = preg_match('/^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?Z?$/Di', $text, $part);
        [, $year, $month, $day, $hour, $minute, $second] = $of ? array_map('intval', $part) : array_fill(0, 7, -1);
        if (!$of || !checkdate($month, $day, $year) || $hour > 23 || $minute > 59 || $second > 60) {
            $this->errors[$field] = 'It is no time. Write the time in UTC like 2011-10-03T15:19:30Z, or the word now.';
            return null;
        }
        return gmmktime($hour, $minute, $second, $month, $day, $year);
    }

    /** Takes a refusal of the library as a complaint about the field that it is about. */
    public function refused(AwsSignedRequestException $exception): void
    {
        $field = self::FIELD_OF[$exception->getCode()] ?? 'request';
        $field = isset(self::FIELDS[$this->path][$field]) ? $field : 'request';
        // Of a URL the endpoint is a part.
        $field = $field === 'endpoint' && $this->url !== '' ? 'request' : $field;
        // The field stands before it already.
        $this->errors[$field] = ucfirst(preg_replace('/^[a-z_]+: /', '', $exception->getMessage())) . '.';
    }

    /** What has to be there, and what the request is. */
    private function read(): void
    {
        if (!isset($this->errors['secret']) && $this->text('secret') === '') {
            $this->errors['secret'] = 'Type the secret. It is never kept, so each time anew.';
        }
        $choices = ['method' => self::METHODS, 'dialect' => array_map('strval', array_keys(self::DIALECTS))];
        foreach ($choices as $field => $known) {
            if (isset(self::FIELDS[$this->path][$field]) && !in_array($this->text($field), $known, true)) {
                $this->errors[$field] ??= 'Choose one of the list.';
            }
        }
        foreach (['time', 'now'] as $field) {
            $this->time($field);
        }
        foreach (['request', 'printed', 'body'] as $field) {
            if (max(substr_count($this->text($field), '&'), substr_count($this->text($field), "\n")) >= self::PARAMETERS) {
                $this->errors[$field] ??= 'These are more than ' . self::PARAMETERS . ' parameters.';
            }
        }
        if (isset($this->errors['request'])) {
            return;
        }
        $request = $this->text('request');
        if (trim($request) === '') {
            $this->errors['request'] = 'Paste a URL, or parameters, a line for each.';
        } elseif (preg_match('~^\s*[a-z][a-z0-9+.-]*://~i', $request)) {
            // As on the page of old, line ends in a URL are of the paper that it comes from, and so is space around it.
            $this->url = str_replace("\n", '', trim($request));
        } else {
            $this->read_lines($request);
        }
    }

    /** Parameters, a line for each, as they are: nothing in them is decoded or trimmed. */
    private function read_lines(string $text): void
    {
        foreach (explode("\n", $text) as $index => $line) {
            if (trim($line) === '') {
                continue;
            }
            if (!str_contains($line, '=')) {
                $this->errors['request'] = 'Line ' . ($index + 1) . ' has no =. Write name=value, or paste a whole URL.';
                return;
            }
            $this->pairs[] = explode('=', $line, 2);
        }
        if (trim($this->text('endpoint')) === '') {
            $this->errors['endpoint'] ??= 'Parameters need an endpoint, such as https://sdb.amazonaws.com/.';
        }
    }
}
