namespace ChatRoom.CommandLine.Completion;

/// <summary>Completion for bash, from version 3.2 on.</summary>
internal static class BashScript
{
    public static string Of(IReadOnlyList<CompletedVerb> verbs) =>
        $$"""
        _chatroom() {
            local words= word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} i
            COMPREPLY=()
            for ((i = 2; i < COMP_CWORD; i++)); do
                [[ ${COMP_WORDS[i]} != -- ]] || return
            done
            # In --option=value the sign is a word of its own.
            if [[ $word == = ]]; then
                word=
            elif [[ $before == = ]]; then
                before=${COMP_WORDS[COMP_CWORD-2]}
            fi
            if ((COMP_CWORD == 1)); then
                words='{{string.Join(' ', [.. verbs.Select(verb => verb.Name), .. CompletedVerb.InPlaceOfAVerb])}}'
            else
                case "${COMP_WORDS[1]} $before" in
        {{string.Concat(verbs.SelectMany(Values))}}{{string.Concat(verbs.Select(Options))}}        esac
            fi
            COMPREPLY=($(compgen -W "$words" -- "$word"))
        }
        complete -o default -F _chatroom chatroom

        """.ReplaceLineEndings("\n");

    private static IEnumerable<string> Values(CompletedVerb verb) =>
        from option in verb.WithValue
        let names = string.Join('|', option.Names.Select(name => $"'{verb.Name} {name}'"))
        select $"            {names}) words='{string.Join(' ', option.Choices)}' ;;\n";

    private static string Options(CompletedVerb verb) => $"            '{verb.Name} '*) words='{string.Join(' ', verb.Offered)}' ;;\n";
}
