set -eux; savedAptMark="$(apt-mark showmanual)"; apt-get update && apt-get install -y --no-install-recommends gcc || exit 1
for file in *.c "a b" $list; do [ -f "$file" ] && cc -o ${file%.c} $file 2>&1 | tee log; done
if ! command -v curl > /dev/null; then { wget -qO- "https://example.com/$VERSION" | tar xz; } fi
case "$(uname -m)" in x86_64|amd64) ARCH=amd64 ;; (arm*) ARCH=arm ;; *) echo "unknown" >&2; exit 1 ;; esac
while read -r line; do echo "${line:-none}" $((i + 1)) ${#line} ${line//a/b}; done <<EOF
one $x $(two)
EOF
[[ $a =~ ^(x|y)$ && -z $b ]] && (( i++ )); list=(1 2 "3 4"); echo ${list[@]} $'x\n' <(cat f)
f() { local x=$(date); cd /tmp; rm -rf $1; }; function g { return 0; }
bash -c 'echo $0 && source x' ; find . -name *.o | xargs rm; cat f | grep -v `id -u` &> /dev/null
