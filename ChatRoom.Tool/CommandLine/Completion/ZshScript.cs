namespace ChatRoom.CommandLine.Completion;

/// <summary>Completion for zsh, after <c>compinit</c> has run, or as a file <c>_chatroom</c> in its <c>fpath</c>.</summary>
internal static class ZshScript
{
    public static string Of(IReadOnlyList<CompletedVerb> verbs) =>
        $$"""
        #compdef chatroom
        _chatroom() {
            if ((CURRENT == 2)); then
                local -a verbs=(
        {{string.Concat(verbs.Select(verb => $"            {Quoted($"{verb.Name}:{verb.Description.Replace(":", "\\:", StringComparison.Ordinal)}")}\n"))}}        )
                _describe command verbs
                compadd -- {{string.Join(' ', CompletedVerb.InPlaceOfAVerb)}}
                return
            fi
            local verb=$words[2]
            shift words
            ((CURRENT--))
            case $verb in
        {{string.Concat(verbs.Select(Case))}}    esac
        }
        if [[ $funcstack[1] == _chatroom ]]; then
            _chatroom "$@"
        else
            compdef _chatroom chatroom
        fi

        """.ReplaceLineEndings("\n");

    private static string Case(CompletedVerb verb) =>
        $"        {verb.Name}) _arguments -s -S \\\n"
        + string.Concat(verb.Options.SelectMany(Specifications).Select(one => $"            {Quoted(one)} \\\n"))
        + (verb.Words.Count > 0 ? $"            {Quoted($"1: :({string.Join(' ', verb.Words)})")} \\\n" : "")
        + "            '*: :_default' ;;\n";

    /// <summary>One specification for each name of the option; each excludes the others, unless the option may be given several times.</summary>
    private static IEnumerable<string> Specifications(CompletedOption option)
    {
        var before = option.IsRepeatable ? "*" : $"({string.Join(' ', option.Names)})";
        var description = option.Description.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
        foreach (var name in option.Names)
        {
            var sign = !option.TakesValue ? "" : name.StartsWith("--", StringComparison.Ordinal) ? "=" : "+";
            var value = !option.TakesValue ? "" : option.Choices.Count > 0 ? $": :({string.Join(' ', option.Choices)})" : ": : ";
            yield return $"{before}{name}{sign}[{description}]{value}";
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
