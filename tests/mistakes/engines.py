"""How each language is started, and which version of what answers."""
import functools
import os
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
PYTHON3 = os.environ.get("MISTAKES_PYTHON3", "venv/bin/python")
PYTHON2 = os.environ.get("MISTAKES_PYTHON2", "python2.7")
BUILT = {"java": (["javac", "-d", "build", "Ask.java"], {}), "mono": (["mcs", "-r:System.Web", "-out:build/ask.exe", "ask.cs"], {}),
         "go": (["go", "build", "-o", "build/ask-go", "ask.go"], {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode"})}
ENGINES = {
    "php": ["php", "-d", "display_errors=stderr", "ask.php"],
    "js": ["node", "ask.js"],
    "python3": [PYTHON3, "-B", "ask3.py"],
    "python2": ["env", "PYTHONPATH=python2", PYTHON2, "-B", "ask2.py"],
    "java": ["java", "-cp", "build", "Ask"],
    "mono": ["mono", "build/ask.exe"],
    "go": ["build/ask-go"],
    "ruby": ["ruby", "-W0", "ask.rb"],
    "perl": ["perl", "ask.pl"],
    "shell": ["./ask.sh"],
}
VERSIONS = {
    "php": (["php", "-v"], "PHP"), "js": (["node", "-v"], "Node"), "python3": ([PYTHON3, "-V"], "Python"),
    "python2": ([PYTHON2, "-V"], "Python"), "java": (["java", "-version"], "OpenJDK"), "mono": (["mono", "-V"], "Mono"),
    "go": (["go", "version"], "Go"), "ruby": (["ruby", "-v"], "Ruby"), "perl": (["perl", "-v"], "Perl"),
    "shell": (["openssl", "version"], "bash and OpenSSL"),
}
PACKAGES = {
    "npm aws2": "0.4.0", "npm apac": "3.0.2", "npm aws-sdk": "2.1693.0", "npm aws-lib": "0.3.0", "npm amazon-product-api": "0.4.4",
    "PyPI mws": "0.8.15", "PyPI ccxt": "4.5.90", "PyPI python-amazon-product-api": "0.2.8",
    "go-aws-auth": "1.0.0", "Debian ruby-amazon-ec2": "0.9.17", "Debian libnet-amazon-ec2-perl": "0.36",
}


def package_version(engine, signer):
    if signer == "PyPI bottlenose":
        return "0.5.0" if engine == "python2" else "1.1.8"
    if signer.startswith("PyPI boto"):
        return "2.0" if engine == "python2" else "2.49.0"
    return PACKAGES.get(signer)


@functools.lru_cache(None)
def version(engine):
    command, name = VERSIONS[engine]
    run = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    return name + " " + ".".join(re.search(r"(\d+)\.(\d+)", run.stdout.decode()).groups())


def about(engine, signer):
    package = package_version(engine, signer)
    return "%s %s (%s)" % (signer, package, version(engine)) if package else "%s: %s" % (version(engine), signer)


def build():
    (HERE / "build").mkdir(exist_ok=True)
    for command, more in BUILT.values():
        subprocess.run(command, cwd=HERE, env=dict(os.environ, **more), check=True)
