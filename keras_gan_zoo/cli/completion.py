"""`gan-zoo completion`: what a shell has to run to complete this program's words."""

from collections.abc import Sequence

from absl import flags

from keras_gan_zoo.cli.command import PROGRAM, Command
from keras_gan_zoo.errors import listed, nearest

ASKING = ["completion", "candidates", "--"]
"""What the scripts call; the words so far follow."""

# Of a word such as --task=im, bash replaces only what is behind the "=".
_BASH = r"""# gan-zoo completion bash, to be run by: source <(gan-zoo completion bash)
_gan_zoo() {
    local line=${COMP_LINE:0:COMP_POINT} words current
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=${words[${#words[@]} - 1]}
    COMPREPLY=()
    while IFS= read -r; do
        [[ $current == *=* ]] && REPLY=${REPLY#*=}
        COMPREPLY+=("$REPLY")
    done < <("$1" completion candidates -- "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _gan_zoo gan-zoo
"""

_ZSH = r"""#compdef gan-zoo
# gan-zoo completion zsh, to be run behind compinit by: source <(gan-zoo completion zsh)
_gan_zoo() {
    local -a found
    found=(${(f)"$("$words[1]" completion candidates -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
    if (( $#found )); then
        compadd -- $found
    else
        _files
    fi
}
compdef _gan_zoo gan-zoo
"""

_FISH = r"""# gan-zoo completion fish, to be run by: gan-zoo completion fish | source
function __gan_zoo_candidates
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] completion candidates -- $words[2..-1] 2>/dev/null)
    if test -n "$found"
        printf '%s\n' $found
    else
        __fish_complete_path $words[-1]
    end
end
complete -c gan-zoo -f -a '(__gan_zoo_candidates)'
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
"""The script of each shell."""


def run(values: flags.FlagValues, positional: Sequence[str]) -> int:
    """Prints the script of a shell."""
    (shell,) = positional
    if shell not in SCRIPTS:
        raise ValueError(
            f"`completion` takes one shell, {listed(SCRIPTS)}, got {shell!r}, as in "
            f"{PROGRAM} completion bash.{nearest(shell, SCRIPTS)}"
        )
    print(SCRIPTS[shell], end="")
    return 0


COMMAND = Command(
    run,
    "completion bash|zsh|fish",
    "Prints what completes commands, flags and names: source <(gan-zoo completion bash)",
    positional=(1, 1),
    completes=("shells",),
)
