<?php

/**
 * The Signed Requests Helper: the front door. Every request passes here, for this is the router of PHP's built-in
 * server; nothing but the two pages, the stylesheet and the script is given out.
 */

declare(strict_types=1);

require __DIR__ . '/../bindings/php/aws_signed_request.php';
require __DIR__ . '/form.php';
require __DIR__ . '/answers.php';
require __DIR__ . '/laid_over.php';
require __DIR__ . '/html.php';
require __DIR__ . '/results.php';
require __DIR__ . '/page.php';

const FILES = ['/style.css' => 'text/css', '/comfort.js' => 'text/javascript'];

/** A request that gets no page: its status, and one sentence. */
final class Refusal extends Exception
{
}

/** What is said with every answer: nobody keeps it, frames it, or loads anything into it from elsewhere. */
function say_headers(): void
{
    header('Cache-Control: no-store');
    header('Content-Security-Policy: default-src \'none\'; style-src \'self\'; script-src \'self\'; form-action \'self\'; '
        . 'base-uri \'none\'; frame-ancestors \'none\'');
    header('Cross-Origin-Opener-Policy: same-origin');
    header('Cross-Origin-Resource-Policy: same-origin');
    header('Referrer-Policy: no-referrer');
    header('X-Content-Type-Options: nosniff');
    header('X-Frame-Options: DENY');
}

/**
 * Lets in what comes from this machine to this machine. A name that another site made point to 127.0.0.1 is known by the
 * Host header; what another site's page sends, by Sec-Fetch-Site and Origin, which under no-referrer is `null` for our own
 * forms as well, and by the word that only our own pages hold.
 */
function guard(string $method, bool $page): void
{
    $port = (string) $_SERVER['SERVER_PORT'];
    $host = strtolower($_SERVER['HTTP_HOST'] ?? '');
    $ours = ["127.0.0.1:$port", "localhost:$port", ...($port === '80' ? ['127.0.0.1', 'localhost'] : [])];
    if (!in_array($host, $ours, true)) {
        throw new Refusal("This page is at http://127.0.0.1:$port/ and under no other name.", 421);
    }
    if (!in_array($method, $page ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD'], true)) {
        header('Allow: GET, HEAD' . ($page ? ', POST' : ''));
        throw new Refusal('This method does nothing here.', 405);
    }
    if ($method !== 'POST') {
        return;
    }
    $origin = $_SERVER['HTTP_ORIGIN'] ?? 'null';
    $site = $_SERVER['HTTP_SEC_FETCH_SITE'] ?? 'same-origin';
    if (($origin !== 'null' && $origin !== "http://$host") || $site !== 'same-origin') {
        throw new Refusal('This form was sent by another site.', 403);
    }
    if ((int) ($_SERVER['CONTENT_LENGTH'] ?? 0) > Form::MOST) {
        throw new Refusal('That is too much text. The helper reads up to ' . Form::LONG . ' bytes in a field.', 413);
    }
    $type = strtolower(trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0]));
    if ($type !== 'application/x-www-form-urlencoded') {
        throw new Refusal('Only the forms of these pages are read.', 415);
    }
    $word = $_POST['word'] ?? '';
    if (!is_string($word) || !hash_equals((string) getenv('HELPER_WORD'), $word)) {
        throw new Refusal('This form is of a helper that has ended meanwhile. Load the page again.', 403);
    }
}

function answer(): void
{
    say_headers();
    $method = $_SERVER['REQUEST_METHOD'];
    // Whatever stands behind a ? is not looked at.
    $path = explode('?', $_SERVER['REQUEST_URI'], 2)[0];
    $page = isset(Page::VIEWS[$path]);
    guard($method, $page);
    if (isset(FILES[$path])) {
        header('Content-Type: ' . FILES[$path] . '; charset=utf-8');
        readfile(__DIR__ . $path);
        return;
    }
    if (!$page) {
        throw new Refusal('There is nothing here.', 404);
    }
    $form = $method === 'POST' ? Form::sent($path, $_POST) : Form::of_nothing($path);
    $result = null;
    if ($method === 'POST' && $form->errors === []) {
        try {
            $result = $path === '/' ? signed($form) : diagnosed($form);
        } catch (AwsSignedRequestException $exception) {
            if ($exception->getCode() === 0) {
                throw $exception;
            }
            $form->refused($exception);
        }
    }
    http_response_code($form->errors === [] ? 200 : 422);
    header('Content-Type: text/html; charset=utf-8');
    echo (new Page($path, $form, $result))->html();
}

try {
    (string) getenv('HELPER_WORD') !== '' || throw new Refusal('Start the helper with: make helper', 500);
    answer();
} catch (Refusal $refusal) {
    http_response_code($refusal->getCode());
    header('Content-Type: text/html; charset=utf-8');
    echo Page::of_refusal($refusal->getMessage());
} catch (Throwable $error) {
    // Its class and place; a message may hold what somebody typed.
    error_log(get_class($error) . " in {$error->getFile()}:{$error->getLine()}");
    http_response_code(500);
    header('Content-Type: text/html; charset=utf-8');
    echo Page::of_refusal($error instanceof AwsSignedRequestException
        ? $error->getMessage()
        : 'The helper has met a defect of its own. What was typed is not in its log.');
}
