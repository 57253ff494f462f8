<?php

/** A page that does not sign, but loads the binding as all pages of a site do. */

declare(strict_types=1);

require getenv('BINDING');

header('Content-Type: text/plain');
$given = array_filter($_SERVER, 'is_string');
ksort($given);
echo implode("\n", array_map(static fn (string $name): string => "$name=" . strlen($given[$name]), array_keys($given)));
