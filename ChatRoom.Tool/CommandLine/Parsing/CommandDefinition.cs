using ChatRoom.CommandLine.Output;

namespace ChatRoom.CommandLine.Parsing;

/// <summary>
/// The options and arguments of a verb, and the code that runs it. <see cref="PlainArguments"/> fills in the given values, or the
/// parser that <see cref="FullParser"/> builds from this.
/// </summary>
internal sealed class CommandDefinition
{
    private Func<int> _run = () => ExitCode.Done;

    public List<DefinedOption> Options { get; } = [];

    public List<DefinedArgument> Arguments { get; } = [];

    /// <summary>Whether any words may follow <c>--</c>.</summary>
    public bool AllowArgumentSeparator { get; set; }

    /// <summary>Text at the end of the help.</summary>
    public string? ExtendedHelpText { get; set; }

    /// <summary>The words after <c>--</c>.</summary>
    public List<string> RemainingArguments { get; } = [];

    /// <param name="template">Such as <c>-p|--port &lt;PORT&gt;</c>, or <c>--json</c> for an option without a value.</param>
    /// <param name="description">Its text in the help.</param>
    /// <param name="isRepeatable">Whether it may be given several times.</param>
    public DefinedOption Option(string template, string description, bool isRepeatable = false)
    {
        var option = new DefinedOption(template, description, isRepeatable);
        Options.Add(option);
        return option;
    }

    /// <param name="name">Its name in the help.</param>
    /// <param name="description">Its text in the help.</param>
    /// <param name="multipleValues">Whether it takes any number of words; then it must be the last argument.</param>
    public DefinedArgument Argument(string name, string description, bool multipleValues = false)
    {
        var argument = new DefinedArgument(name, description, multipleValues);
        Arguments.Add(argument);
        return argument;
    }

    public void OnExecute(Func<int> run) => _run = run;

    public void OnExecute(Func<Task<int>> run) => _run = () => run().GetAwaiter().GetResult();

    /// <summary>A sentence about an option whose value is empty: most often an unset variable of a shell. Null: there is none.</summary>
    public string? FindEmpty()
    {
        foreach (var option in Options)
        {
            if (option.Values.Contains(""))
            {
                return $"the value of --{option.LongName} is empty; give one, or leave the option out";
            }
        }

        return null;
    }

    /// <summary>Runs the verb, and returns the exit code.</summary>
    public int Run() => FindEmpty() is { } mistake ? Fail.With(ExitCode.Usage, mistake) : _run();
}
