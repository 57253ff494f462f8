<?php

/**
 * Prints the nanoseconds of including the binding, of the first signature, and of a later one: as a page of a server
 * that preloads the binding, and from the command line, where the first signature loads the library.
 */

declare(strict_types=1);

const LATER = 1000;

$before = hrtime(true);
require getenv('BINDING');
$included = hrtime(true);
$signer = new AwsSignedRequest('https://sdb.amazonaws.com/', 'AKIAIOSFODNN7EXAMPLE', 'secret');
$signer->url(['Action' => 'ListDomains', 'Version' => '2009-04-15']);
$signed = hrtime(true);
for ($i = 0; $i < LATER; $i++) {
    $signer->url(['Action' => 'ListDomains', 'Version' => '2009-04-15']);
}
echo $included - $before, ' ', $signed - $included, ' ', (hrtime(true) - $signed) / LATER, "\n";
