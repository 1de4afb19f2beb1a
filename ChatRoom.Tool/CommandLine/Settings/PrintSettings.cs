using System.Diagnostics.CodeAnalysis;
using ChatRoom.Client.Printing;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;

namespace ChatRoom.CommandLine.Settings;

/// <summary>The options for how a verb prints events of a room.</summary>
internal sealed class PrintSettings
{
    private readonly Switch _json;
    private readonly Switch _quiet;
    private readonly Setting? _format;
    private readonly Switch? _zero;

    private PrintSettings(CommandDefinition command, bool hasTemplate)
    {
        _json = Switch.Add(command, "--json", "CHATROOM_JSON", "Print one JSON object per line.");
        if (hasTemplate)
        {
            _format = Setting.Add(command, "--format <TEMPLATE>", "CHATROOM_FORMAT", null, $"Print each event in this format: {TemplateFormat.Fields}.");
            _zero = Switch.Add(command, "-0|--null", "CHATROOM_NULL", "End each event with NUL instead of a line end.");
        }

        _quiet = Switch.Add(command, "-q|--quiet", "CHATROOM_QUIET", "Print only errors.");
    }

    /// <param name="command">The verb that the options are added to.</param>
    /// <param name="hasTemplate">Whether the verb has --format and --null.</param>
    public static PrintSettings Add(CommandDefinition command, bool hasTemplate) => new(command, hasTemplate);

    /// <summary>Reads whether to print JSON. False, with a sentence, if the value is wrong.</summary>
    public bool TryReadJson(out bool json, out string whyNot) => _json.TryRead(out json, out whyNot);

    /// <summary>Opens a printer on the process's streams. False, with a sentence, if a value is wrong.</summary>
    /// <param name="showsRoom">Text begins with the room, as the events of several rooms are printed.</param>
    public bool TryOpen(bool showsRoom, [NotNullWhen(true)] out LinePrinter? printer, out string whyNot)
    {
        printer = null;
        var zero = false;
        if (!_json.TryRead(out var json, out whyNot)
            || !_quiet.TryRead(out var quiet, out whyNot)
            || (_zero is not null && !_zero.TryRead(out zero, out whyNot)))
        {
            return false;
        }

        LineFormat format = json ? new JsonFormat() : new TextFormat(showsRoom);
        if (_format?.Value is { } template)
        {
            if (json)
            {
                whyNot = $"{_json.Origin} and {_format.Origin} cannot be combined; %j in a format is the JSON object";
                return false;
            }

            if (!TemplateFormat.TryParse(template, out var own, out var mistake))
            {
                whyNot = $"{_format.Origin} cannot be used: {mistake}";
                return false;
            }

            format = own;
        }

        printer = new LinePrinter(StandardStreams.OpenOutput(), StandardStreams.OpenError())
        {
            Format = format,
            ShowsRoom = showsRoom,
            IsQuiet = quiet,
            Terminator = zero ? (byte)0 : (byte)'\n',
        };
        return true;
    }
}
