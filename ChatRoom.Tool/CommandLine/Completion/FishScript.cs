using System.Text;

namespace ChatRoom.CommandLine.Completion;

/// <summary>Completion for fish, from version 3 on.</summary>
internal static class FishScript
{
    public static string Of(IReadOnlyList<CompletedVerb> verbs)
    {
        var script = new StringBuilder("complete -c chatroom -f\n");
        foreach (var option in CompletedVerb.InPlaceOfAVerb)
        {
            script.Append($"complete -c chatroom -n __fish_use_subcommand -l {option[2..]}\n");
        }

        foreach (var verb in verbs)
        {
            script.Append($"complete -c chatroom -n __fish_use_subcommand -a {verb.Name} -d {Quoted(verb.Description)}\n");
            var condition = $"-n '__fish_seen_subcommand_from {verb.Name}'";
            foreach (var option in verb.Options)
            {
                var name = option.ShortName is null ? $"-l {option.LongName}" : $"-s {option.ShortName} -l {option.LongName}";
                var value = option.TakesValue ? " -x" : "";
                var choices = option.Choices.Count > 0 ? $" -a {Quoted(string.Join(' ', option.Choices))}" : "";
                script.Append($"complete -c chatroom {condition} {name}{value}{choices} -d {Quoted(option.Description)}\n");
            }

            if (verb.Words.Count > 0)
            {
                script.Append($"complete -c chatroom {condition} -a {Quoted(string.Join(' ', verb.Words))}\n");
            }
        }

        return script.ToString();
    }

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
