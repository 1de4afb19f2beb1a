using ChatRoom.CommandLine.Output;

namespace ChatRoom.CommandLine.Parsing;

/// <summary>
/// What a verb can be given, and what it does then, told once. What was given is filled in by
/// <see cref="PlainArguments"/>, or by the parser that <see cref="FullParser"/> makes from this.
/// </summary>
internal sealed class CommandDefinition
{
    private Func<int> _run = () => ExitCode.Done;

    public List<DefinedOption> Options { get; } = [];

    public List<DefinedArgument> Arguments { get; } = [];

    /// <summary>Behind <c>--</c> may stand anything.</summary>
    public bool AllowArgumentSeparator { get; set; }

    /// <summary>What help tells behind all else.</summary>
    public string? ExtendedHelpText { get; set; }

    /// <summary>What stands behind <c>--</c>.</summary>
    public List<string> RemainingArguments { get; } = [];

    /// <param name="template">Such as <c>-p|--port &lt;PORT&gt;</c>, or <c>--json</c> for one that takes no value.</param>
    /// <param name="description">What help tells of it.</param>
    public DefinedOption Option(string template, string description)
    {
        var option = new DefinedOption(template, description);
        Options.Add(option);
        return option;
    }

    /// <param name="name">As help shows it.</param>
    /// <param name="description">What help tells of it.</param>
    /// <param name="multipleValues">It takes any number of words; so it is the last.</param>
    public DefinedArgument Argument(string name, string description, bool multipleValues = false)
    {
        var argument = new DefinedArgument(name, description, multipleValues);
        Arguments.Add(argument);
        return argument;
    }

    public void OnExecute(Func<int> run) => _run = run;

    public void OnExecute(Func<Task<int>> run) => _run = () => run().GetAwaiter().GetResult();

    /// <summary>An option whose value is empty, which nobody means: most often a shell's variable that is not set.</summary>
    public string? FindEmpty()
    {
        foreach (var option in Options)
        {
            if (option.Value is { Length: 0 })
            {
                return $"the value of --{option.LongName} is empty; give one, or leave the option out";
            }
        }

        return null;
    }

    /// <summary>Does what the verb does, and returns the exit code.</summary>
    public int Run() => FindEmpty() is { } mistake ? Fail.With(ExitCode.Usage, mistake) : _run();
}
