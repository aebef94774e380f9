#!/bin/sh
# Sets up .venv: Python packages from the lock, a Java that Spark runs on, and the jars. Does only what is missing,
# so a second call takes a moment. Called by `make setup`; needs Python 3.11 or later and nothing else.
set -eu
cd "$(dirname "$0")/../.."
venv=.venv
stamp=$venv/.set-up
here=infra/laptop

say() { printf '%s\n' "setup: $*" >&2; }

wanted=$(cat requirements.lock pyproject.toml "$here/ivy.xml" "$here/jars.sha256" "$here/setup.sh" | sha256sum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && "$venv/bin/python" -m cbbd_spark.lakehouse.java >/dev/null 2>&1; then
    exit 0
fi

# Installs Debian packages when that needs no question; fails when it cannot.
install_package() {
    command -v apt-get >/dev/null 2>&1 || return 1
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root="sudo -n"
    fi
    say "installing $1 from the system's packages"
    $as_root apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$1" >/dev/null
}

for python in python3.11 python3.12 python3.13 python3; do
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then break; fi
    python=
done
[ -n "$python" ] || { say "Python 3.11, 3.12 or 3.13 is needed: apt-get install python3 python3-venv"; exit 2; }
"$python" -c 'import ensurepip' 2>/dev/null || install_package python3-venv || {
    say "Python's venv module is missing: apt-get install python3-venv"; exit 2; }

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
say "Python packages (Spark is among them: some minutes the first time)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -e .

if ! java=$("$venv/bin/python" -m cbbd_spark.lakehouse.java 2>/dev/null); then
    install_package openjdk-17-jre-headless || install_package openjdk-21-jre-headless || {
        say "Java 17 or 21 is needed: apt-get install openjdk-17-jre-headless, or point JAVA_HOME at one"; exit 2; }
    java=$("$venv/bin/python" -m cbbd_spark.lakehouse.java)
fi

jars=$("$venv/bin/python" -c 'import pathlib, pyspark; print(pathlib.Path(pyspark.__file__).parent / "jars")')
if ! (cd "$jars" && sha256sum --check --status) <"$here/jars.sha256" 2>/dev/null; then
    say "jars for Iceberg and SQLite"
    "$java/bin/java" -jar "$(echo "$jars"/ivy-*.jar)" -warn -ivy "$here/ivy.xml" -confs default -types jar \
        -cache "$venv/.ivy" -retrieve "$jars/[artifact]-[revision].[ext]" >"$venv/.ivy.log" 2>&1 || {
        cat "$venv/.ivy.log" >&2; say "the jars could not be fetched"; exit 1; }
    (cd "$jars" && sha256sum --check --quiet) <"$here/jars.sha256" || {
        say "a jar is not the one that infra/laptop/jars.sha256 names; nothing was set up"; exit 1; }
    rm -rf "$venv/.ivy"
fi
say "Java's archive of Spark's classes, by which every command starts some seconds sooner"
"$venv/bin/python" -m cbbd_spark.lakehouse.class_archive >"$venv/.archive.log" 2>&1 || {
    cat "$venv/.archive.log" >&2; say "it could not be made: everything works without it"; }
printf '%s\n' "$wanted" >"$stamp"
say "done, in $venv"
