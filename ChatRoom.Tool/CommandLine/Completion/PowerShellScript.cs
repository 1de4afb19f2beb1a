namespace ChatRoom.CommandLine.Completion;

/// <summary>Completion for PowerShell, from version 5.1 on.</summary>
internal static class PowerShellScript
{
    public static string Of(IReadOnlyList<CompletedVerb> verbs) =>
        $$"""
        Register-ArgumentCompleter -Native -CommandName chatroom -ScriptBlock {
            param($word, $command, $position)
            $before = @($command.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.Extent.Text })
            $offered = if ($before.Count -lt 2) {
                {{List([.. verbs.Select(verb => verb.Name), .. CompletedVerb.InPlaceOfAVerb])}}
            } elseif ($before -notcontains '--') {
                switch -CaseSensitive ("$($before[1]) $($before[-1])") {
        {{string.Concat(verbs.SelectMany(Values))}}            default {
                        switch ($before[1]) {
        {{string.Concat(verbs.Select(Options))}}                }
                    }
                }
            }
            $offered | Where-Object { $_ -and $_.StartsWith($word, [StringComparison]::Ordinal) } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """.ReplaceLineEndings("\n");

    private static IEnumerable<string> Values(CompletedVerb verb) =>
        from option in verb.WithValue
        from name in option.Names
        select $"            '{verb.Name} {name}' {{ {List(option.Choices)} }}\n";

    private static string Options(CompletedVerb verb) => $"                    '{verb.Name}' {{ {List(verb.Offered)} }}\n";

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
}
