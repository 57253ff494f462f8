# Perl's URI::Escape, and the Debian package libnet-amazon-ec2-perl as it is. Lines in, lines out: README.md.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256 hmac_sha256_base64);
use Encode qw(decode_utf8 encode_utf8);
use MIME::Base64;
use URI;
use URI::Escape;

my ($captured, $hashed);
my %queries = (
    'uri_escape' => sub { joined(sub { uri_escape(encode_utf8(shift)) }, @_) },
    'uri_escape_utf8' => sub { joined(\&uri_escape_utf8, @_) },
    'uri_escape_utf8 of bytes' => sub { joined(sub { uri_escape_utf8(encode_utf8(shift)) }, @_) },
    'uri_escape of characters' => sub { joined(\&uri_escape, @_) },
    'uri_escape, unsafe as of URI 1' => sub { joined(sub { uri_escape_utf8(shift, '^A-Za-z0-9\-_.!~*\'()') }, @_) },
    'uri_escape, word characters' => sub { joined(sub { uri_escape_utf8(shift, '^A-Za-z0-9') }, @_) },
    'URI query_form' => sub { my $uri = URI->new('http://h/'); $uri->query_form(map { map { encode_utf8($_) } @$_ } by_name(@_)); $uri->query },
    'sort of joined' => sub { join '&', sort map { uri_escape_utf8($_->[0]) . '=' . uri_escape_utf8($_->[1]) } @_ },
    'sort by lc' => sub { join '&', map { uri_escape_utf8($_->[0]) . '=' . uri_escape_utf8($_->[1]) } sort { lc $a->[0] cmp lc $b->[0] } @_ },
    'hash' => sub { my %map = map { @$_ } @_; join '&', map { uri_escape_utf8($_) . '=' . uri_escape_utf8($map{$_}) } sort keys %map },
    'if ($value)' => sub { join '&', map { $_->[1] ? uri_escape_utf8($_->[0]) . '=' . uri_escape_utf8($_->[1]) : () } by_name(@_) },
);

sub by_name { sort { encode_utf8($a->[0]) cmp encode_utf8($b->[0]) or encode_utf8($a->[1]) cmp encode_utf8($b->[1]) } @_ }

sub joined {
    my $escape = shift;
    return join '&', map { $escape->($_->[0]) . '=' . $escape->($_->[1]) } by_name(@_);
}

sub net_amazon_ec2 {
    my ($scheme, $host, $path, $secret, $access, @pairs) = @_;
    require Net::Amazon::EC2;
    no warnings qw(redefine once);
    local *LWP::UserAgent::post = sub { my ($self, $url, %given) = @_; $captured = $given{Content}; return };
    local *Net::Amazon::EC2::_handle_response = sub { };
    my $hashit = \&Net::Amazon::EC2::_hashit;
    local *Net::Amazon::EC2::_hashit = sub { $hashed = $_[2]; return $hashit->(@_) };
    my %map = map { @$_ } @pairs;
    my $ec2 = Net::Amazon::EC2->new(AWSAccessKeyId => $access, SecretAccessKey => $secret, signature_version => 2,
        base_url => "$scheme://$host$path", version => delete $map{Version}, SecurityToken => '');
    my $stamp = delete $map{Timestamp};
    local *Net::Amazon::EC2::timestamp = sub { $stamp };
    delete @map{qw(AWSAccessKeyId SignatureVersion SignatureMethod)};
    $ec2->_sign(%map);
    # It sends a SecurityToken of its own.
    my @sent = map { decode_utf8(uri_unescape($_)) } map { /^([^=]*)=(.*)$/s } split /&/, $captured;
    my $signature = pop @sent;
    pop @sent;
    return ($signature, $hashed, '', '', '', @sent);
}

binmode STDOUT;
while (my $line = <STDIN>) {
    chomp $line;
    my ($id, $signer, $method, $scheme, $host, $path, $secret, $access, @fields) =
        map { decode_utf8(decode_base64($_)) } split /\t/, $line, -1;
    my @pairs;
    push @pairs, [splice @fields, 0, 2] while @fields;
    my ($signature, $text, @more);
    if ($signer eq 'Debian libnet-amazon-ec2-perl') {
        ($signature, $text, @more) = net_amazon_ec2($scheme, $host, $path, $secret, $access, @pairs);
    } else {
        $text = join "\n", $method, $host, $path, ($queries{$signer} || $queries{uri_escape_utf8})->(@pairs);
        my $octets = encode_utf8($text);
        $signature = $signer eq 'hmac_sha256_base64' ? hmac_sha256_base64($octets, $secret)
            : $signer eq 'encode_base64 with its newline' ? encode_base64(hmac_sha256($octets, $secret))
            : $signer eq 'arguments swapped' ? encode_base64(hmac_sha256($secret, $octets), '')
            : encode_base64(hmac_sha256($octets, $secret), '');
    }
    print join("\t", map { encode_base64(encode_utf8($_), '') } $id, $signature, $text, @more), "\n";
}
