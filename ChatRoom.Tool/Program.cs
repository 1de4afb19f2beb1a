using ChatRoom.CommandLine;
using ChatRoom.CommandLine.Output;

try
{
    return RootCommand.Run(args);
}
catch (Exception bug)
{
    return Fail.With(ExitCode.Failure, $"this is a bug, please report it: {bug}");
}
